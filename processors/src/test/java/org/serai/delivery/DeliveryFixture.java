package org.serai.delivery;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.serai.mail.Content;

/** A backend, and a client made for it. */
abstract class DeliveryFixture {

    static final Content HELLO = Letters.content("Subject: x\r\n\r\nhello\r\n");

    FakeBackend backend;
    Backends client;

    @BeforeEach
    void start() throws IOException {
        backend = new FakeBackend();
        client = new Backends(backend.address());
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        backend.close();
    }

    void settings(String... settings) {
        client.close();
        client = new Backends(backend.address(), settings);
    }
}
