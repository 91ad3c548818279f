package org.serai.camel;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test of the real routes, loaded anew for each case. */
abstract class PolicyFixture {

    @TempDir
    Path home;

    TestPolicy policy;

    @BeforeEach
    void load() throws Exception {
        policy = new TestPolicy(home);
    }

    @AfterEach
    void stop() {
        policy.close();
    }
}
