package org.serai.identity.spf;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.serai.dns.RecordType;
import org.serai.dns.RecordType.MailExchanger;
import org.serai.mail.Network;

/** Decides whether a directive applies to the client (RFC 7208 section 5). */
sealed interface Mechanism {

    CompletableFuture<Optional<String>> YES = CompletableFuture.completedFuture(Optional.of(""));
    CompletableFuture<Optional<String>> NO = CompletableFuture.completedFuture(Optional.empty());

    /**
     * Whether it matches: empty when not, else what is to be added about how, or an empty text.
     *
     * @param domain the one whose record it stands in
     */
    CompletableFuture<Optional<String>> match(Evaluation evaluation, String domain);

    /** Starts the first look-up of {@link #match}, so that those of a record run together. */
    default void ahead(Evaluation evaluation, String domain) {}

    /** {@code all}: matches always. */
    record All() implements Mechanism {

        @Override
        public CompletableFuture<Optional<String>> match(Evaluation evaluation, String domain) {
            return YES;
        }
    }

    /** {@code ip4} and {@code ip6}: the client's address lies in a network. */
    record Ip(Network network) implements Mechanism {

        @Override
        public CompletableFuture<Optional<String>> match(Evaluation evaluation, String domain) {
            return network.contains(evaluation.client()) ? YES : NO;
        }
    }

    /** {@code include}: the policy of another domain says pass. */
    record Include(MacroString of) implements Mechanism {

        @Override
        public CompletableFuture<Optional<String>> match(Evaluation evaluation, String domain) {
            return evaluation.policy(of, domain).thenApply(policy -> switch (policy.result()) {
                case PASS -> Optional.of(policy.cause());
                case FAIL, SOFTFAIL, NEUTRAL -> Optional.empty();
                case TEMPERROR -> throw SpfError.temporary(policy.cause());
                case PERMERROR, NONE -> throw SpfError.permanent(policy.cause());
            });
        }

        @Override
        public void ahead(Evaluation evaluation, String domain) {
            evaluation.ahead(of, domain, RecordType.TXT);
        }
    }

    /** {@code exists}: a name has an IPv4 address, whatever the client's is. */
    record Exists(MacroString name) implements Mechanism {

        @Override
        public CompletableFuture<Optional<String>> match(Evaluation evaluation, String domain) {
            return evaluation.at(name, domain, target -> evaluation
                    .lookups()
                    .ask(target, RecordType.A)
                    .thenApply(answer -> !evaluation.records(answer).isEmpty()));
        }

        @Override
        public void ahead(Evaluation evaluation, String domain) {
            evaluation.ahead(name, domain, RecordType.A);
        }
    }

    /** {@code a}: the client's address is one of a name, or near it. */
    record Host(@Nullable MacroString name, Prefixes prefixes) implements Mechanism {

        @Override
        public CompletableFuture<Optional<String>> match(Evaluation evaluation, String domain) {
            return evaluation.at(name, domain, target -> evaluation
                    .lookups()
                    .addresses(target)
                    .thenApply(answer -> prefixes.near(evaluation.client(), evaluation.records(answer))));
        }

        @Override
        public void ahead(Evaluation evaluation, String domain) {
            evaluation.ahead(name, domain, evaluation.lookups().addressType());
        }
    }

    /** {@code mx}: the client's address is one of a mail server of a domain, or near it. */
    record Mx(@Nullable MacroString of, Prefixes prefixes) implements Mechanism {

        @Override
        public CompletableFuture<Optional<String>> match(Evaluation evaluation, String domain) {
            return evaluation.at(of, domain, target -> evaluation
                    .lookups()
                    .ask(target, RecordType.MX)
                    .thenCompose(answer -> anyOf(evaluation.records(answer), evaluation)));
        }

        private CompletableFuture<Boolean> anyOf(List<MailExchanger> servers, Evaluation evaluation) {
            if (servers.size() > Lookups.MAX_NAMES) {
                throw SpfError.permanent(servers.size() + " mail servers, more than " + Lookups.MAX_NAMES);
            }
            List<String> hosts = servers.stream()
                    .map(MailExchanger::exchange)
                    .filter(Names::queryable)
                    .toList();
            return evaluation.lookups().addresses(hosts).thenApply(answers -> {
                boolean counted = false;
                for (var answer : answers) {
                    // One void look-up a term, though all hosts lack an address of the client's family.
                    if (!answer.isVoid() || !counted) {
                        counted |= answer.isVoid();
                        if (prefixes.near(evaluation.client(), evaluation.records(answer))) {
                            return true;
                        }
                    }
                }
                return false;
            });
        }

        @Override
        public void ahead(Evaluation evaluation, String domain) {
            evaluation.ahead(of, domain, RecordType.MX);
        }
    }

    /** {@code ptr}: the client has a name at or below a domain, and that name has its address. */
    record Ptr(@Nullable MacroString of) implements Mechanism {

        @Override
        public CompletableFuture<Optional<String>> match(Evaluation evaluation, String domain) {
            return evaluation.at(of, domain, target -> evaluation
                    .lookups()
                    .reverse()
                    .thenCompose(answer -> {
                        // An error is no match, and no error of the record.
                        if (!answer.temporary()) {
                            evaluation.records(answer);
                        }
                        return evaluation.lookups().clientNames();
                    })
                    .thenApply(names -> names.stream().anyMatch(name -> Names.within(name, target))));
        }
    }
}
