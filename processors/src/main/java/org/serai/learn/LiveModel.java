package org.serai.learn;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
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

    /** Reads the file again when it was saved since; what cannot be read changes nothing and is told. */
    public synchronized void refresh() {
        FileTime saved = saved();
        if (saved == null || saved.equals(read)) {
            return;
        }
        read = saved;
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
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            LOG.warn("The file of what classifiers have learned cannot be looked at: {}", e.toString());
            return null;
        }
    }
}
