package org.serai.camel;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.serai.config.Settings;
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
import org.serai.mail.Mail;
import org.serai.mail.Reply;
import org.serai.smtp.SmtpSettings;
import org.serai.store.Tables;

/** What a policy needs around it where nothing is sent, kept, counted or learned. */
final class Stage implements AutoCloseable {

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
    private final PolicyLoader loader;

    Stage(Settings settings, Path home, Dns dns, Clock clock, Predicate<String> selected) {
        FilterRunner.Observer nobody = (filter, nanos, cpu, failed) -> {};
        clamd = new Clamd(settings.bind("clamav.", ClamavSettings.class), watchdog, clock, Integer.MAX_VALUE);
        var ldapSettings = settings.bind("ldap.", LdapSettings.class);
        waiters = Executors.newFixedThreadPool(ldapSettings.connections());
        ldap = new Ldap(ldapSettings, home, waiters);
        loader = new PolicyLoader(
                settings,
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
                new Steps.Running(Runnable::run, watchdog, nobody, selected, Insight.NONE));
    }

    PolicyLoader loader() {
        return loader;
    }

    @Override
    public void close() {
        watchdog.close();
        clamd.close();
        ldap.close();
        waiters.shutdownNow();
    }
}
