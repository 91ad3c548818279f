package org.serai.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.serai.mail.Deadline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Asks the servers a question: the one that answered last first, then, after a failure, the next one that has not refused it. What
 * time is left is shared out among the attempts left.
 */
final class Servers {

    private static final Logger LOG = LoggerFactory.getLogger(Servers.class);

    /** What passes without fragments everywhere (dnsflagday.net/2020). */
    private static final OPTRecord EDNS = new OPTRecord(1232, 0, 0);

    /** A slow domain looks like a dead server; so many in a row do not. */
    private static final int DEAD = 20;

    private final List<Server> servers;
    private final int attempts;
    private final Transport transport;
    private volatile int first;

    private record Server(ServerAddress address, AtomicInteger unanswered) {

        InetSocketAddress socket() {
            return address.socket();
        }

        void answered() {
            if (unanswered.get() > 0 && unanswered.getAndSet(0) >= DEAD) {
                LOG.info("DNS server {} answers again", address);
            }
        }

        void failed(Throwable why) {
            if (unanswered.incrementAndGet() == DEAD) {
                LOG.warn(
                        "DNS server {}: {} questions in a row without an answer, the last because: {}",
                        address,
                        DEAD,
                        words(why));
            }
        }
    }

    /** @param attempts for each question */
    Servers(List<ServerAddress> servers, int attempts, Transport transport) {
        this.servers = servers.stream()
                .map(address -> new Server(address, new AtomicInteger()))
                .toList();
        this.attempts = attempts;
        this.transport = transport;
    }

    /**
     * Asks for records of a type.
     *
     * @return a message with NOERROR or NXDOMAIN; fails with {@link SocketTimeoutException} or, when no server can or will
     *     answer, with {@link IOException}
     */
    CompletableFuture<Message> ask(QueryName name, int type, Deadline until) {
        try {
            return ask(Record.newRecord(new Name(name.wire()), type, DClass.IN), until);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Asks who serves the root, which no {@link QueryName} is. */
    CompletableFuture<Message> askForRoot(Deadline until) {
        return ask(Record.newRecord(Name.root, Type.NS, DClass.IN), until);
    }

    private CompletableFuture<Message> ask(Record question, Deadline until) {
        var asking = new Asking(question, until);
        asking.next();
        return asking.result;
    }

    private final class Asking {

        private final Record question;
        private final Deadline until;
        private final CompletableFuture<Message> result = new CompletableFuture<>();
        private final BitSet refused = new BitSet();
        private int left = attempts;
        private int at = first;
        private boolean edns = true;
        private Exception failure = new SocketTimeoutException("no answer in time");

        Asking(Record question, Deadline until) {
            this.question = question;
            this.until = until;
        }

        void next() {
            if (left == 0 || until.passed() || refused.cardinality() == servers.size()) {
                result.completeExceptionally(failure);
                return;
            }
            while (refused.get(at)) {
                at = (at + 1) % servers.size();
            }
            var share = Deadline.in(Duration.ofNanos(until.remainingNanos() / left));
            left--;
            send(servers.get(at), share);
        }

        private void send(Server server, Deadline share) {
            Message query = Message.newQuery(question);
            if (edns) {
                query.addRecord(EDNS, Section.ADDITIONAL);
            }
            byte[] wire = query.toWire();
            transport
                    .udp(server.socket(), wire, share)
                    .thenCompose(answer -> truncated(answer)
                            ? transport.tcp(server.socket(), wire, share)
                            : CompletableFuture.completedFuture(answer))
                    .whenComplete((answer, why) -> {
                        if (answer == null) {
                            unanswered(server, why.getCause() == null ? why : why.getCause());
                        } else {
                            server.answered();
                            read(server, answer, share);
                        }
                    });
        }

        private void unanswered(Server server, Throwable why) {
            if (why instanceof RejectedExecutionException) {
                result.completeExceptionally(new IOException(why.getMessage(), why));
                return;
            }
            server.failed(why);
            if (why instanceof SocketTimeoutException late) {
                failure = late;
            } else {
                // Nobody listens there: asking again at once would not help.
                refused.set(at);
                failure = new IOException(server.address() + ": " + words(why), why);
            }
            at = (at + 1) % servers.size();
            first = at;
            next();
        }

        private void read(Server server, byte[] wire, Deadline share) {
            Message answer;
            try {
                answer = new Message(wire);
            } catch (IOException | RuntimeException e) {
                elsewhere(new IOException("the answer is garbage", e));
                return;
            }
            switch (answer.getRcode()) {
                case Rcode.NOERROR, Rcode.NXDOMAIN -> {
                    if (referral(answer)) {
                        elsewhere(new IOException(server.address() + " is no recursive server"));
                    } else {
                        result.complete(answer);
                    }
                }
                case Rcode.FORMERR, Rcode.NOTIMP, Rcode.BADVERS -> {
                    if (edns) {
                        edns = false; // RFC 6891 section 6.2.2.
                        send(server, share);
                    } else {
                        elsewhere(new IOException(said(answer)));
                    }
                }
                default -> elsewhere(new IOException(said(answer)));
            }
        }

        private void elsewhere(IOException why) {
            failure = why;
            refused.set(at);
            next();
        }
    }

    private static String words(Throwable why) {
        return why instanceof PortUnreachableException || why.getMessage() == null
                ? "no DNS server there"
                : why.getMessage();
    }

    private static boolean truncated(byte[] message) {
        return (message[2] & 0x02) != 0;
    }

    private static boolean referral(Message answer) {
        return answer.getRcode() == Rcode.NOERROR
                && !answer.getHeader().getFlag(Flags.RA)
                && !answer.getHeader().getFlag(Flags.AA)
                && answer.getSection(Section.ANSWER).isEmpty();
    }

    /** {@code SERVFAIL}, with the reason where the server tells one (RFC 8914). */
    private static String said(Message answer) {
        String code = Rcode.string(answer.getRcode());
        OPTRecord opt = answer.getOPT();
        if (opt != null) {
            for (EDNSOption option : opt.getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR)) {
                if (option instanceof ExtendedErrorCodeOption error) {
                    return code + " (" + ExtendedErrorCodeOption.text(error.getErrorCode()) + ")";
                }
            }
        }
        return code;
    }
}
