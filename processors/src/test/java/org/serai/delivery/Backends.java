package org.serai.delivery;

import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.serai.config.Binder;
import org.serai.delivery.BackendAddress.Protocol;
import org.serai.mail.Content;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;
import org.serai.mail.Reply;

/** A client under test with what it runs on. */
final class Backends implements AutoCloseable {

    private final NioEventLoopGroup loops = new NioEventLoopGroup(2);
    final ExecutorService blocking = Executors.newFixedThreadPool(4);
    private final ExecutorService resolving = Executors.newSingleThreadExecutor();
    final SmtpDelivery delivery;

    /** @param settings names and values by turns */
    Backends(InetSocketAddress backend, String... settings) {
        this(to(new BackendAddress(Protocol.SMTP, backend)), settings);
    }

    Backends(Destinations destinations, String... settings) {
        this.delivery = new SmtpDelivery(
                settings(settings),
                destinations,
                "serai.example",
                Intents.UNRECORDED,
                loops,
                NioSocketChannel.class,
                blocking,
                resolving,
                Clock.systemUTC());
    }

    /** One server for all. */
    static Destinations to(BackendAddress only) {
        return new Destinations(List.of(only), Map.of(), List.of());
    }

    static BackendSettings settings(String... settings) {
        Map<String, String> said = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            said.put(settings[i], settings[i + 1]);
        }
        return Binder.bind(BackendSettings.class, name -> "backend." + name, said::get);
    }

    Reply recipient(Mail mail, String address) throws Exception {
        return reply(delivery.recipient(Letters.asking(mail, address)));
    }

    /** The whole of a mail to these recipients; stops at the first refusal. */
    Reply send(String id, Content content, String... recipients) throws Exception {
        Mail mail = Letters.from(id, "sender@example.net", MailParameters.NONE);
        try {
            for (String recipient : recipients) {
                Mail asking = Letters.asking(mail, recipient);
                Reply reply = reply(delivery.recipient(asking));
                if (!reply.positive()) {
                    return reply;
                }
                mail = Letters.answered(asking, true);
            }
            return reply(delivery.deliver(Letters.with(mail, content)));
        } finally {
            delivery.end(id);
        }
    }

    static Reply reply(CompletionStage<Reply> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        delivery.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        blocking.shutdown();
        resolving.shutdown();
    }
}
