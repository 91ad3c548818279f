package org.serai.smtp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;
import org.serai.mail.Path;
import org.serai.mail.Phase;
import org.serai.mail.Reply;
import org.serai.mail.Verdict;

/**
 * Accepts everything, or what {@link #rule} says; records what it was told. Decides on {@link #executor}; a phase that is
 * {@link #hold held} is decided first when {@link #release} is called.
 */
final class FakePolicy implements Policy {

    record Ended(Decision last, boolean said, Ending ending) {
        String id() {
            return last.mail().id();
        }

        int code() {
            return last.reply().code();
        }
    }

    /** The content with each octet as one char. */
    record Message(Mail mail, String content) {}

    final List<Mail> asked = new CopyOnWriteArrayList<>();
    final List<Ended> ended = new CopyOnWriteArrayList<>();
    final List<Mail> abandoned = new CopyOnWriteArrayList<>();
    final List<Mail> overdue = new CopyOnWriteArrayList<>();
    final List<Message> messages = new CopyOnWriteArrayList<>();
    private final List<Runnable> held = new ArrayList<>();

    /** Of whatever is asked about. */
    volatile double score;

    volatile Function<Mail, Reply> rule = FakePolicy::accept;
    volatile Executor executor = Runnable::run;
    volatile @Nullable Phase hold;

    /** Decides by null, against all promises. */
    volatile boolean broken;

    @SuppressWarnings("NullAway")
    private static final Decision BROKEN = null;

    static Reply accept(Mail mail) {
        return Reply.of(250, "2.0.0", "Ok");
    }

    /** Accepts recipients at localhost and the postmaster, refuses others. */
    static Reply localhostOnly(Mail mail) {
        Path recipient = mail.envelope().recipient();
        if (recipient == null
                || recipient.isPostmaster()
                || recipient.domainKey().equals("localhost")) {
            return accept(mail);
        }
        return Reply.of(550, "5.7.1", "Relaying denied");
    }

    @Override
    public void decide(Mail mail, Consumer<Decision> done) {
        asked.add(mail);
        Runnable decision = () -> {
            if (broken) {
                done.accept(BROKEN);
                return;
            }
            Reply reply = rule.apply(mail);
            if (mail.phase() == Phase.DATA) {
                messages.add(received(mail));
            }
            Disposition disposition = reply.positive()
                    ? Disposition.ACCEPT
                    : reply.permanentFailure() ? Disposition.REJECT : Disposition.DEFER;
            done.accept(new Decision(mail.judged(new Verdict(score, disposition, "", "7.1")), disposition, reply));
        };
        if (mail.phase() == hold) {
            synchronized (held) {
                held.add(decision);
            }
        } else {
            executor.execute(decision);
        }
    }

    int held() {
        synchronized (held) {
            return held.size();
        }
    }

    void release() {
        List<Runnable> now;
        synchronized (held) {
            now = List.copyOf(held);
            held.clear();
        }
        now.forEach(Runnable::run);
    }

    @Override
    public void ended(Decision last, boolean said, Ending ending) {
        ended.add(new Ended(last, said, ending));
    }

    @Override
    public Decision overdue(Mail mail) {
        overdue.add(mail);
        return new Decision(
                mail, Disposition.DEFER, Reply.of(451, "4.3.0", "Late").about(mail.id()));
    }

    @Override
    public void abandoned(Mail mail) {
        abandoned.add(mail);
    }

    /** Keeps the hash as the policy does. */
    private static Message received(Mail mail) {
        try (var in = mail.content().open()) {
            mail.keep(mail.content().sha256());
            return new Message(mail, new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
