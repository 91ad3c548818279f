package org.serai.dns;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.serai.mail.Mail;
import org.serai.mail.Question;

/**
 * Gives each mail so many look-ups and so much time for them as {@code dns.mail-lookups} and {@code dns.mail-time} say, however
 * many domains it names. All phases of a transaction share them. Checks whose look-ups a sender chooses have accounts of their own.
 */
public final class BudgetedDns implements MailDns {

    private final Dns dns;
    private final int lookups;
    private final long nanos;

    public BudgetedDns(Dns dns, DnsSettings settings) {
        this.dns = dns;
        this.lookups = settings.mailLookups();
        this.nanos = settings.mailTime().toNanos();
    }

    /** What has it spent? */
    private record Account(String check) implements Question<Budget> {}

    @Override
    public Dns of(Mail mail) {
        return of(mail, "");
    }

    @Override
    public Dns of(Mail mail, String check) {
        return mail.ask(new Account(check), Budget::new);
    }

    private final class Budget implements Dns {

        private int begun;
        private int running;
        private long since;
        private long spent;

        @Override
        public <T> CompletableFuture<Answer<T>> lookup(String name, RecordType<T> type) {
            long left = begin();
            if (left <= 0) {
                return CompletableFuture.completedFuture(exceeded());
            }
            CompletableFuture<Answer<T>> answer = dns.lookup(name, type);
            if (answer.isDone()) {
                end();
                return answer;
            }
            return answer.completeOnTimeout(exceeded(), left, TimeUnit.NANOSECONDS)
                    .whenComplete((any, cancelled) -> end());
        }

        /** Nanoseconds left, 0 when nothing is. */
        private synchronized long begin() {
            long now = System.nanoTime();
            long left = nanos - spent - (running == 0 ? 0 : now - since);
            if (begun >= lookups || left <= 0) {
                return 0;
            }
            begun++;
            if (running++ == 0) {
                since = now;
            }
            return left;
        }

        private synchronized void end() {
            if (--running == 0) {
                spent += System.nanoTime() - since;
            }
        }
    }

    private static <T> Answer<T> exceeded() {
        return new Answer.ServFail<>("budget of the mail is spent");
    }
}
