package org.serai.learn;

import java.io.IOException;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;
import org.serai.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The model that filters ask: what its file holds, read anew when that was saved by another process. */
public final class LiveModel {

    private static final Logger LOG = LoggerFactory.getLogger(LiveModel.class);

    private final ModelFile file;
    private final Model.Options options;
    private volatile Model model;
    private @Nullable FileTime read;

    /** Why the file cannot be read, as it was told; else empty. */
    private String trouble = "";

    /**
     * Reads the file, if there is one.
     *
     * @throws ConfigException when it is broken, and the one before as well
     */
    public LiveModel(ModelFile file, Model.Options options) {
        this.file = file;
        this.options = options;
        this.read = saved();
        this.model = file.load(options);
    }

    /** What was learned, as of the last {@link #refresh}. */
    public Model model() {
        return model;
    }

    /**
     * Reads the file again when it was saved since. What is broken changes nothing and is told.
     *
     * @return false when it cannot be read, which is told: who saves now would lose what another process has learned
     */
    public synchronized boolean refresh() {
        try {
            FileTime saved = file.saved();
            if (saved != null && !saved.equals(read)) {
                readAgain();
                read = saved;
            }
            trouble = "";
            return true;
        } catch (IOException e) {
            String now = ConfigException.reason(e);
            if (!now.equals(trouble)) {
                LOG.error(
                        "{} cannot be read, {}. The classifiers go on with what they knew, and learn nothing until this is mended.",
                        file.path(),
                        now);
            }
            trouble = now;
            return false;
        }
    }

    private void readAgain() throws IOException {
        try {
            model = file.loadLast(options);
            LOG.info("The classifiers know {} spam and {} ham", model.spam(), model.ham());
        } catch (ConfigException e) {
            LOG.error("{} The classifiers go on with what they knew.", e.getMessage());
        }
    }

    /** Whether the file was saved by another process since it was read. */
    synchronized boolean stale() {
        FileTime saved = saved();
        return saved != null && !saved.equals(read);
    }

    /** From now on this model is asked; the file is as it was. */
    synchronized void replace(Model other) {
        model = other;
    }

    Model.Options options() {
        return options;
    }

    ModelFile file() {
        return file;
    }

    /**
     * Saves what was learned since. Only who holds {@link ModelFile#tryLock} may: another process may have saved.
     *
     * @throws java.io.UncheckedIOException when it cannot be written
     */
    synchronized void save() {
        file.save(model);
        read = saved();
    }

    private @Nullable FileTime saved() {
        try {
            return file.saved();
        } catch (IOException e) {
            LOG.warn("The file of what classifiers have learned cannot be looked at: {}", e.toString());
            return null;
        }
    }
}
