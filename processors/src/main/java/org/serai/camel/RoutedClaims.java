package org.serai.camel;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.serai.custody.ClaimStore;
import org.serai.custody.FileStore;
import org.serai.custody.GoneException;
import org.serai.custody.Stored;
import org.serai.mail.BytesContent;
import org.serai.mail.Content;

/**
 * Claims at an endpoint of Camel, by {@code routes/listeners/claim-store.camel.yaml} or {@code claim-store-s3.camel.yaml}: {@code <id>.json} and, behind it, {@code <id>.eml}.
 * They are as safe as the other end says when a route ends.
 */
final class RoutedClaims implements ClaimStore {

    static final String ROUTE = "claim-store";

    /** The same of an object store. */
    static final String OBJECTS_ROUTE = "claim-store-s3";

    private static final String READ = "claim-store-read";

    private static final String REMOVE = "claim-store-remove";

    private static final String BYTES = ".eml";

    private static final String LINE = ".json";

    private final Duration timeout;
    private volatile @Nullable ProducerTemplate camel;

    /** @param timeout for each of the two */
    RoutedClaims(Duration timeout) {
        this.timeout = timeout;
    }

    /** The routes run. */
    void started(ProducerTemplate template) {
        camel = template;
    }

    @Override
    public void put(String id, Content content, String json) throws IOException {
        FileStore.requireId(id);
        run(ROUTE, id + LINE, new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
        try (InputStream in = content.open()) {
            run(ROUTE, id + BYTES, in);
        }
    }

    @Override
    public Stored open(String id) throws IOException {
        FileStore.requireId(id);
        byte[] bytes = read(id, BYTES);
        return new Stored(id, new BytesContent(bytes), new String(read(id, LINE), StandardCharsets.UTF_8));
    }

    private byte[] read(String id, String suffix) throws IOException {
        byte[] octets = run(READ, id + suffix, null).getMessage().getBody(byte[].class);
        if (octets == null) {
            throw new GoneException(id + suffix + " lies in the claim store no longer");
        }
        return octets;
    }

    /** Nothing is left of it when this returns, nor was there anything; the bytes go first. */
    void remove(String id) throws IOException {
        FileStore.requireId(id);
        removeOne(id + BYTES);
        removeOne(id + LINE);
    }

    /** Camel removes a file when the route has ended, and tells nobody when that fails: it is looked for again. */
    private void removeOne(String name) throws IOException {
        run(REMOVE, name, null);
        if (run(READ, name, null).getMessage().getBody() != null) {
            throw new IOException(name + " is still in the claim store; may its user delete there?");
        }
    }

    private Exchange run(String route, String name, @Nullable InputStream body) throws IOException {
        ProducerTemplate running = camel;
        if (running == null) {
            throw new IOException("Camel does not run yet");
        }
        Exchange done;
        try {
            done = running.asyncSend("direct:" + route, exchange -> {
                        exchange.getMessage().setBody(body);
                        exchange.getMessage().setHeader(Exchange.FILE_NAME, name);
                    })
                    .get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new IOException("the claim store does not answer within " + timeout.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Serai is being stopped", e);
        }
        if (done.getException() != null) {
            throw new IOException("the claim store: " + done.getException().getMessage(), done.getException());
        }
        return done;
    }
}
