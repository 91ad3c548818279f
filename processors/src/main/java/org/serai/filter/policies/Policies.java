package org.serai.filter.policies;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.serai.config.Option;
import org.serai.history.DirectoryAnswers.Answer;
import org.serai.mail.AddressKey;
import org.serai.mail.Mail;
import org.serai.mail.Mode;
import org.serai.mail.Phase;
import org.serai.mail.Question;

/**
 * The entries of {@code config/policies.yaml}, read once and never changed.
 *
 * <p>Of the entries that cover a recipient the more special stands over the more general: everybody, domain, domain
 * below it, group, address, first of the recipient, then of the sender, then as they stand in the file.
 */
public final class Policies {

    /** Malware is refused for everyone: no policy takes weight from these. */
    public static final Set<String> MALWARE = Set.of("clamav");

    /** What {@code greylisting} in the file means. */
    static final String GREYLIST = "greylist";

    /** What becomes of a mail that is quarantined for some of its recipients and goes on for others. */
    public enum Mixed {
        /** A copy for the strict is kept, the others get it, then 250. */
        COPY,
        /** Recipients of other policies get 452 4.5.3, and the mail comes to them in another transaction. */
        SPLIT,
        /** The strictest policy holds for all. */
        STRICTEST
    }

    /** Properties under {@code policies.}. */
    public record Options(
            @Option(
                            value = "copy",
                            doc =
                                    "A mail that is quarantined or refused for some recipients by policies.yaml and goes on for others: copy"
                                            + " (one for the strict is kept in quarantine, the others get it), split (452 4.5.3 at RCPT for recipients"
                                            + " with other settings, who get it in another transaction), strictest (for all alike).")
                    Mixed mixed,
            @Option(
                            value = "postmaster, abuse",
                            doc =
                                    "Local parts that are not refused for content when strangers write to them alone: what would be"
                                            + " refused or quarantined goes on with X-Spam-* fields, malware not.")
                    List<String> openAddresses) {}

    /** One entry. */
    record Rule(String name, Who recipients, Who senders, Policy.Settings settings) {}

    /** Whether an address is member of a group of the directory; asked before its answer is needed. */
    record Membership(String group, AddressKey address) implements Question<CompletableFuture<Optional<Answer>>> {}

    /** Recipients for whom the same entries hold. */
    public record Part(Policy policy, List<org.serai.mail.Path> recipients) {}

    private record Parts(List<org.serai.mail.Path> recipients) implements Question<List<Part>> {}

    private record Match(Rule rule, Who.Cover recipient, Who.Cover sender) {}

    private static final Comparator<Match> GENERAL_FIRST =
            Comparator.comparing(Match::recipient).thenComparing(Match::sender);

    private final List<Rule> rules;
    private final Options options;

    Policies(List<Rule> rules, Options options) {
        this.rules = List.copyOf(rules);
        this.options = options;
    }

    /** Where no entry stands. */
    public static Policies none(Options options) {
        return new Policies(List.of(), options);
    }

    /**
     * Reads the file; where there is none, no entry stands.
     *
     * @param lists the directory of the files that groups name
     * @param filters those whose mode an entry may say
     * @param monitor the global mode: no entry lets a filter weigh more, nor refuses for size
     * @throws org.serai.config.ConfigException naming file and line
     */
    public static Policies load(Path file, Path lists, Collection<String> filters, boolean monitor, Options options) {
        return new Policies(new PolicyFile(file, lists, filters, monitor).read(), options);
    }

    public Options options() {
        return options;
    }

    public boolean isEmpty() {
        return rules.isEmpty();
    }

    /** Some entry lets a filter weigh though its own mode may be off. */
    public boolean raise(String filter) {
        return rules.stream().anyMatch(rule -> {
            Mode mode = rule.settings().modes().get(filter);
            return mode != null && mode != Mode.OFF;
        });
    }

    /** True when nobody whom a mail concerns in this phase wants a filter to run. */
    public boolean off(Mail mail, String filter) {
        if (rules.isEmpty()) {
            return false;
        }
        return switch (mail.phase()) {
            // Who they are is not known yet.
            case CONNECT, HELO, MAIL_FROM -> false;
            case RCPT_TO -> of(mail, mail.envelope().recipient()).mode(filter) == Mode.OFF;
            case DATA -> parts(mail).stream().allMatch(part -> part.policy().mode(filter) == Mode.OFF);
        };
    }

    /** What holds for a recipient; null: before one is known. */
    public Policy of(Mail mail, org.serai.mail.@Nullable Path recipient) {
        if (rules.isEmpty()) {
            return Policy.NONE;
        }
        org.serai.mail.Path sender = mail.envelope().mailFrom();
        var matches = new ArrayList<Match>();
        for (Rule rule : rules) {
            Who.Cover to = rule.recipients().of(recipient, group -> member(mail, group, recipient));
            Who.Cover from = to == null ? null : rule.senders().of(sender, group -> member(mail, group, sender));
            if (to != null && from != null) {
                matches.add(new Match(rule, to, from));
            }
        }
        matches.sort(GENERAL_FIRST);
        Policy all = Policy.NONE;
        for (Match match : matches) {
            all = all.under(match.rule().name(), match.rule().settings());
        }
        return all;
    }

    /** The recipients of a message by what holds for them, in the order of the first of each. */
    public List<Part> parts(Mail mail) {
        if (mail.phase() != Phase.DATA) {
            throw new IllegalStateException("recipients may still come");
        }
        return mail.ask(new Parts(mail.envelope().rcptTo()), () -> {
            var byPolicy = new LinkedHashMap<Policy, Part>();
            for (org.serai.mail.Path recipient : mail.envelope().rcptTo()) {
                Policy policy = of(mail, recipient);
                byPolicy.computeIfAbsent(policy, first -> new Part(policy, new ArrayList<>()))
                        .recipients()
                        .add(recipient);
            }
            return List.copyOf(byPolicy.values());
        });
    }

    /** The memberships that must be known before what holds for a recipient is. */
    Map<Membership, Group> memberships(org.serai.mail.@Nullable Path sender, org.serai.mail.Path recipient) {
        var all = new LinkedHashMap<Membership, Group>();
        for (Rule rule : rules) {
            add(rule.recipients(), recipient, all);
            add(rule.senders(), sender, all);
        }
        return all;
    }

    private static void add(Who who, org.serai.mail.@Nullable Path path, Map<Membership, Group> all) {
        if (path != null && !path.isNull()) {
            who.groups().stream()
                    .filter(group -> group.ldap() != null)
                    .forEach(group -> all.put(new Membership(group.name(), AddressKey.of(path)), group));
        }
    }

    private static boolean member(Mail mail, Group group, org.serai.mail.@Nullable Path path) {
        if (path == null || path.isNull()) {
            return false;
        }
        if (group.ldap() == null) {
            return group.members().match(path) != null;
        }
        var answer = mail.answer(new Membership(group.name(), AddressKey.of(path)));
        return answer != null
                && answer.isDone()
                && !answer.isCompletedExceptionally()
                && answer.join().map(Answer::known).orElse(false);
    }
}
