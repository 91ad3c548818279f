package org.serai.learn;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to save a model, for one who loads it after this and closes this after the last save: else two would overwrite each other. It ends
 * with the process as well.
 */
public final class ModelLock implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ModelLock.class);

    private final FileChannel channel;

    private ModelLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * At once.
     *
     * @return null while somebody else has it, in this process or another one
     */
    static @Nullable ModelLock tryLock(Path file) throws IOException {
        FileChannel channel = open(file);
        try {
            if (channel.tryLock() != null) {
                return new ModelLock(channel);
            }
        } catch (OverlappingFileLockException e) {
            LOG.debug("Locked in this process", e);
        }
        channel.close();
        return null;
    }

    /** As soon as no other process has it. */
    static ModelLock lock(Path file) throws IOException {
        FileChannel channel = open(file);
        channel.lock();
        return new ModelLock(channel);
    }

    private static FileChannel open(Path file) throws IOException {
        Path directory = file.resolveSibling(".").normalize();
        boolean missing = !Files.exists(directory);
        Files.createDirectories(directory);
        if (missing) {
            giveAway(directory);
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            giveAway(file);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** To the owner of its directory: what root has trained, the service must read and replace. */
    static void giveAway(Path made) throws IOException {
        UserPrincipal owner = Files.getOwner(made.resolveSibling("."));
        if (!owner.equals(Files.getOwner(made))) {
            Files.setOwner(made, owner);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.warn("The lock of what was learned cannot be closed", e);
        }
    }
}
