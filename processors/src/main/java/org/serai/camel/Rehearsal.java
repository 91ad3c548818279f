package org.serai.camel;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.serai.config.Settings;
import org.serai.content.LinkReader;
import org.serai.content.Links;
import org.serai.custody.EventLog;
import org.serai.custody.MessageStore;
import org.serai.delivery.Delivery;
import org.serai.delivery.Intents;
import org.serai.directory.Ldap;
import org.serai.directory.LdapSettings;
import org.serai.dns.BudgetedDns;
import org.serai.dns.Dns;
import org.serai.dns.DnsSettings;
import org.serai.filter.DnsLists;
import org.serai.filter.FilterRunner;
import org.serai.filter.Watchdog;
import org.serai.filter.clamav.ClamavSettings;
import org.serai.filter.clamav.Clamd;
import org.serai.history.Effects;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;
import org.serai.mail.Reply;
import org.serai.smtp.Policy.Decision;
import org.serai.smtp.SmtpSettings;
import org.serai.store.Tables;

/** The policy as a function: the same routes, filters, scores and lists, but nothing is sent, kept, counted or learned. */
public final class Rehearsal implements AutoCloseable {

    /** Takes everything and sends nothing. */
    private static final Delivery NOWHERE = new Delivery() {
        @Override
        public CompletionStage<Reply> recipient(Mail mail, Target target) {
            return CompletableFuture.completedFuture(Reply.of(250, "2.1.5", "Ok"));
        }

        @Override
        public CompletionStage<Reply> verify(Mail mail) {
            return CompletableFuture.completedFuture(Reply.of(250, "2.1.5", "Ok"));
        }

        @Override
        public CompletionStage<Reply> deliver(Mail mail) {
            return CompletableFuture.completedFuture(Reply.of(250, "2.0.0", "Ok"));
        }
    };

    private final Watchdog watchdog = new Watchdog();
    private final Clamd clamd;
    private final ExecutorService waiters;
    private final Ldap ldap;
    private final Generation generation;
    private final LinkReader links;

    /**
     * Loads the policy as {@code serai run} would.
     *
     * @param dns what is asked instead of the servers of {@code dns.servers}
     * @param selected names of the filters that run
     * @throws org.serai.config.ConfigException when the policy would not start
     */
    public Rehearsal(Settings settings, Path home, Dns dns, Clock clock, Predicate<String> selected) {
        FilterRunner.Observer nobody = (filter, nanos, cpu, failed) -> {};
        clamd = new Clamd(settings.bind("clamav.", ClamavSettings.class), watchdog, clock, Integer.MAX_VALUE);
        var ldapSettings = settings.bind("ldap.", LdapSettings.class);
        waiters = Executors.newFixedThreadPool(ldapSettings.connections());
        ldap = new Ldap(ldapSettings, home, waiters);
        RouteSources sources = PolicyLoader.sources(home, settings);
        var loader = new PolicyLoader(
                settings,
                sources,
                settings.bind("smtp.", SmtpSettings.class).ownName(),
                new BudgetedDns(dns, settings.bind("dns.", DnsSettings.class)),
                new DnsLists(clock),
                clamd,
                ldap,
                DataDirectory.learned(settings, home),
                Tables.EMPTY,
                StoredState.traffic(settings, Tables.EMPTY, clock),
                clock,
                new Steps.Actions(
                        NOWHERE,
                        Intents.UNRECORDED,
                        MessageStore.NONE,
                        new DeadLetters(
                                MessageStore.NONE,
                                StoredState.failures(settings, Tables.EMPTY, clock),
                                new DeadLetters.HourlyLimit(0, clock)),
                        EventLog.NONE,
                        Effects.NONE,
                        Lessons.NONE,
                        DigestRequests.NONE),
                new Steps.Running(Runnable::run, watchdog, nobody, selected));
        links = ContentReaders.of(settings, sources).links();
        generation = loader.load(1, () -> {});
    }

    /** The links of a mail, as filters see them. */
    public Links links(Mail mail) {
        return links.of(mail);
    }

    /** Decides one phase, for our own users as the shipped doors do, and waits for it. */
    public Decision decide(Mail mail) {
        if (!generation.enter()) {
            throw new IllegalStateException("closed");
        }
        var result = new CompletableFuture<Decision>();
        Exchange exchange = new DefaultExchange(generation.context());
        PolicyExchange.start(exchange, mail, mail.phase().id());
        boolean ours = mail.envelope().client().trusted();
        generation.process(ours ? Generation.OUTBOUND : mail.phase().id(), exchange, sync -> {
            Exception failure = exchange.getException();
            Reply reply = PolicyExchange.reply(exchange);
            Disposition disposition = PolicyExchange.disposition(exchange);
            if (failure == null && reply != null && disposition != null) {
                result.complete(new Decision(PolicyExchange.mail(exchange), disposition, reply));
            } else {
                result.completeExceptionally(
                        failure == null ? new IllegalStateException("the route ended without a reply") : failure);
            }
        });
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("route " + mail.phase().id() + " failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        generation.retire();
        watchdog.close();
        clamd.close();
        ldap.close();
        waiters.shutdownNow();
    }
}
