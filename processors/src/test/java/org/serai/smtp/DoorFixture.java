package org.serai.smtp;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A test at a {@link Door}, which it opens with the options it needs and finds closed behind it. */
abstract class DoorFixture {

    @TempDir
    Path directory;

    @SuppressWarnings("NullAway.Init") // each test opens it with its own options
    Door door;

    void with(String... options) throws IOException {
        with(null, options);
    }

    /** Parameters as {@link Door} takes them. */
    void with(@Nullable Submission submission, String... options) throws IOException {
        door = new Door(directory, submission, options);
    }

    @AfterEach
    void close() {
        door.close();
    }
}
