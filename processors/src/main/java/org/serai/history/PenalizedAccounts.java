package org.serai.history;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.serai.mail.AddressKey;
import org.serai.mail.Client;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Mode;
import org.serai.mail.Path;
import org.serai.store.Table;
import org.serai.store.TableSpec;
import org.serai.store.TableSpec.Spread;
import org.serai.store.Tables;

/**
 * Accounts of our own users that somebody else may have: what they send teaches nothing for a while, also when they stay within
 * their limits again. An account is the login; of who does not log in, the reverse-path.
 */
final class PenalizedAccounts {

    private final Correspondents.Options options;
    private final Table<PenalizedAccount> table;
    private final Clock clock;

    /**
     * One entry of the table {@code penalized-accounts}.
     *
     * @param last when it was found, or up to a day before it ({@link Renewal}), in milliseconds since 1970
     * @param symbol what was found
     */
    record PenalizedAccount(long last, String symbol) {}

    PenalizedAccounts(Correspondents.Options options, Tables tables, Clock clock) {
        this.options = options;
        this.table = tables.table(spec(options));
        this.clock = clock;
    }

    /** The table that it needs. After a partition the later one stands. */
    static TableSpec<PenalizedAccount> spec(Correspondents.Options options) {
        return new TableSpec<>(
                "penalized-accounts",
                PenalizedAccount.class,
                Spread.REPLICATED,
                options.maxEntries(),
                account -> options.penalizedFor(),
                (one, other) -> one.last() >= other.last() ? one : other);
    }

    /** Remembers the account of a mail that has one of the findings, unless that is only monitored. */
    CompletionStage<Void> note(Mail mail) {
        Optional<String> account = account(mail);
        for (Finding finding : account.isEmpty() ? List.<Finding>of() : mail.findings()) {
            if (finding.mode() != Mode.MONITOR && options.penalizedBy().contains(finding.symbol())) {
                return note(account.get(), finding.symbol());
            }
        }
        return Effects.DONE;
    }

    private CompletionStage<Void> note(String account, String symbol) {
        long now = clock.millis();
        long renewal = Renewal.after(options.penalizedFor());
        return table.get(account)
                .thenCompose(known -> known.isPresent() && now - known.get().last() < renewal
                        ? Effects.DONE
                        : table.put(account, new PenalizedAccount(now, symbol)));
    }

    /** Whether it is the account that teaches this. */
    CompletionStage<Boolean> holds(Lesson lesson) {
        return options.penalizedBy().isEmpty()
                ? CompletableFuture.completedFuture(false)
                : table.get(lesson.loggedIn() ? login(lesson.sentBy()) : sender(lesson.user()))
                        .thenApply(Optional::isPresent);
    }

    private static Optional<String> account(Mail mail) {
        Client client = mail.envelope().client();
        Path from = mail.envelope().mailFrom();
        if (!client.trusted()) {
            return Optional.empty();
        } else if (!client.login().isEmpty()) {
            return Optional.of(login(client.login()));
        }
        return from == null || from.isNull() ? Optional.empty() : Optional.of(sender(AddressKey.of(from)));
    }

    private static String login(String name) {
        return "login " + BoundedKey.of(name.toLowerCase(Locale.ROOT));
    }

    /** Apart from logins: the reverse-path of who does not log in may be somebody else's. */
    private static String sender(AddressKey address) {
        return "sender " + BoundedKey.of(address.toString());
    }
}
