package org.serai.camel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.serai.config.ConfigException;
import org.serai.config.Option;
import org.serai.config.Settings;
import org.serai.custody.EventLog;
import org.serai.custody.MessageStore;
import org.serai.delivery.Delivery;
import org.serai.delivery.Delivery.Target;
import org.serai.delivery.Intents;
import org.serai.filter.FilterRunner;
import org.serai.filter.Filters;
import org.serai.filter.MailFilter;
import org.serai.filter.Scores;
import org.serai.filter.Surroundings;
import org.serai.filter.Watchdog;
import org.serai.filter.policies.Policies;
import org.serai.filter.policies.PoliciesFilter;
import org.serai.filter.recipients.RecipientsFilter;
import org.serai.history.DirectoryAnswers;
import org.serai.history.Effects;
import org.serai.identity.dkim.DkimSigner;
import org.serai.identity.dkim.SigningKeys;
import org.serai.learn.Trainer;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Mode;
import org.serai.mail.Path;
import org.serai.mail.Reply;
import org.serai.mail.Weight;
import org.serai.smtp.SmtpSettings;
import org.serai.verdict.AuthenticationResultsField;
import org.serai.verdict.Scorer;
import org.serai.verdict.SpamFields;
import org.serai.verdict.TraceFields;
import org.serai.verdict.VerdictEvent;

/** The table of the {@code serai:} steps of one policy generation: the filters, and what acts on their findings. */
final class Steps {

    /**
     * Where the acting steps act. For a mail that is only explained or replayed these do nothing.
     *
     * @param delivery to the backend
     * @param intents told before a message goes into quarantine, as delivery does before it goes to the backend
     * @param quarantine the quarantine store
     * @param deadLetters what becomes of messages over which a route failed
     * @param journal takes the events
     * @param effects statistics and state
     * @param lessons what classifiers learn
     * @param digests answers users who ask for theirs
     */
    record Actions(
            Delivery delivery,
            Intents intents,
            MessageStore quarantine,
            DeadLetters deadLetters,
            EventLog journal,
            Effects effects,
            Lessons lessons,
            DigestRequests digests) {}

    /**
     * How steps are run.
     *
     * @param selected by name, asked for each check; those left out find nothing
     */
    record Running(
            Executor continuations,
            Watchdog watchdog,
            FilterRunner.Observer observer,
            Predicate<String> selected,
            Insight insight) {}

    /** No options. */
    private record Nothing() {}

    private record TagOptions(
            @Option(value = "5", doc = "The threshold that X-Spam-Status names as required.") double required) {}

    private record RecipientOptions(
            @Option(
                            value = "backend",
                            doc = "Where mail of our own users goes: backend, or outbound, which is outbound.uri.")
                    Target ownUsers) {}

    /** The steps that are no filters, with what each can be told. */
    static final Map<String, Class<? extends Record>> ACTING = Map.ofEntries(
            Map.entry("prepare", Nothing.class),
            Map.entry("relayed", Nothing.class),
            Map.entry("score", Scorer.Options.class),
            Map.entry("reply", ReplyStep.Options.class),
            Map.entry("tag", TagOptions.class),
            Map.entry("remove-fields", RemoveFieldsStep.Options.class),
            Map.entry("dkim-sign", Nothing.class),
            Map.entry("authentication-results", Nothing.class),
            Map.entry("trace", Nothing.class),
            Map.entry("recipient", RecipientOptions.class),
            Map.entry("deliver", Nothing.class),
            Map.entry("quarantine", Nothing.class),
            Map.entry("quarantine-copy", Nothing.class),
            Map.entry("effects", Nothing.class),
            Map.entry("audit", Nothing.class),
            Map.entry("learn", LearnStep.Options.class),
            Map.entry("learn-report", Nothing.class),
            Map.entry("digest-request", Nothing.class),
            Map.entry("release-decide", ReleaseSteps.DecideOptions.class),
            Map.entry("release-field", Nothing.class),
            Map.entry("release-recipients", RecipientOptions.class),
            Map.entry("release-learn", Nothing.class),
            Map.entry("release-whitelist", ReleaseSteps.WhitelistOptions.class),
            Map.entry("failure", Nothing.class),
            Map.entry("dead-letter", DeadLetterStep.Options.class),
            Map.entry("failed-field", Nothing.class));

    private final Settings settings;
    private final Scores scores;
    private final Surroundings surroundings;
    private final SigningKeys keys;
    private final Actions actions;
    private final Running running;
    private final VerdictEvent event;
    private final TrustedRelays relays;
    private final Policies policies;

    Steps(
            Settings settings,
            Scores scores,
            Surroundings surroundings,
            SigningKeys keys,
            Actions actions,
            Running running) {
        this.settings = settings;
        this.scores = scores;
        this.surroundings = surroundings;
        this.keys = keys;
        this.actions = actions;
        this.running = running;
        this.policies = surroundings.policies();
        this.event = new VerdictEvent(surroundings.clock());
        this.relays = new TrustedRelays(settings.bind("trusted.", PolicySettings.Trusted.class));
    }

    Map<String, Function<SeraiComponent.Options, Step>> table() {
        var table = new HashMap<String, Function<SeraiComponent.Options, Step>>();
        for (Filters.Entry<?> entry : Filters.all()) {
            table.put(entry.name(), options -> filter(entry, options));
        }
        table.put("prepare", plain(new PrepareStep(running.continuations())));
        table.put(
                "relayed", plain(new RelayedStep(relays, surroundings.mime(), this::judged, running.continuations())));
        table.put("score", options -> score(options));
        table.put("reply", options -> new ReplyStep(options.bind(ReplyStep.Options.class)));
        table.put("tag", options -> tag(options.bind(TagOptions.class)));
        var results = new AuthenticationResultsField(
                settings.bind("authentication-results.", AuthenticationResultsField.Options.class),
                surroundings.hostname());
        table.put(
                "remove-fields",
                options -> new RemoveFieldsStep(
                        options.bind(RemoveFieldsStep.Options.class), surroundings.mime(), results::claimedBy));
        var signer = new DkimSigner(keys, surroundings.mime(), surroundings.clock());
        table.put("dkim-sign", plain((Step.OfMail)
                mail -> mail.edited(mail.edits().prepend(signer.sign(mail)))));
        table.put("authentication-results", plain((Step.OfMail) mail -> mail.edited(results.on(mail))));
        var trace = new TraceFields(
                settings.bind("trace.", TraceFields.Options.class), surroundings.hostname(), surroundings.clock());
        table.put("trace", plain((Step.OfMail) mail -> mail.edited(trace.on(mail))));
        table.put("recipient", options -> recipient(options.bind(RecipientOptions.class)));
        table.put("deliver", plain(new DeliveryStep(this::deliver, (mail, reply) -> mail, running.continuations())));
        table.put(
                "quarantine",
                plain(new QuarantineStep(actions.intents(), actions.quarantine(), event, running.continuations())));
        table.put("quarantine-copy", plain(new QuarantineCopyStep(actions.quarantine(), event)));
        table.put("effects", plain(new EffectsStep(actions.effects(), running.continuations(), surroundings.clock())));
        table.put("audit", plain(new AuditStep(actions.journal(), event, running.continuations())));
        table.put(
                "learn",
                options -> new LearnStep(
                        options.bind(LearnStep.Options.class),
                        actions.lessons(),
                        surroundings.samples(),
                        surroundings.suffixes()));
        table.put(
                "learn-report",
                plain(new LearnReportStep(
                        surroundings.reports(),
                        surroundings.mime(),
                        new GuardedSamples(surroundings.samples()::of),
                        surroundings.local(),
                        new Distrust(surroundings.correspondents(), surroundings.mime(), surroundings.suffixes()),
                        settings.bind("learn.", Trainer.Options.class).maxMessageSize(),
                        actions.lessons(),
                        running.continuations())));
        table.put(
                "digest-request",
                plain(new DigestRequestStep(surroundings.digests(), actions.digests(), running.continuations())));
        table.putAll(new ReleaseSteps(trace, actions.lessons().teacher(), surroundings, running.continuations())
                .table(options -> asking(options.bind(RecipientOptions.class))));
        table.put("failure", plain(new FailureStep()));
        table.put(
                "dead-letter",
                options -> new DeadLetterStep(
                        options.bind(DeadLetterStep.Options.class),
                        actions.deadLetters(),
                        event,
                        running.continuations()));
        table.put("failed-field", plain((Step.Now) FailureStep::mark));
        return table;
    }

    static Function<SeraiComponent.Options, Step> plain(Step step) {
        return options -> {
            options.bind(Nothing.class);
            return step;
        };
    }

    /** To those whom it reaches. */
    private CompletionStage<Reply> deliver(Mail mail) {
        List<Path> reached = mail.verdict().reached(mail.envelope().rcptTo());
        return actions.delivery().deliver(mail.at(mail.phase(), mail.envelope().only(reached), mail.deadline()));
    }

    private Step recipient(RecipientOptions options) {
        return new DeliveryStep(asking(options), this::refused, running.continuations());
    }

    private Function<Mail, CompletionStage<Reply>> asking(RecipientOptions options) {
        return mail -> actions.delivery()
                .recipient(mail, mail.envelope().client().trusted() ? options.ownUsers() : Target.BACKEND);
    }

    /** What a stranger is refused for is found as the filter would have found it. */
    private Mail refused(Mail mail, Reply reply) {
        Path recipient = mail.envelope().recipient();
        if (recipient == null || mail.envelope().client().trusted() || !RecipientsFilter.saysUnknown(reply)) {
            return mail;
        }
        Finding finding = RecipientsFilter.unknown(DirectoryAnswers.BACKEND);
        return mail.with(List.of(
                finding.judged("recipients", globalMode(), scores.of(finding.symbol()), recipient.address(), 0)));
    }

    private Step score(SeraiComponent.Options options) {
        var thresholds = options.bind(Scorer.Options.class, name -> settings.said("threshold." + name));
        return new ScoreStep(
                new Scorer(
                        thresholds, settings.bind("smtp.", SmtpSettings.class).delayRefusal(), policies),
                relays,
                finding -> finding.judged(PoliciesFilter.NAME, globalMode(), scores.of(finding.symbol()), "", 0));
    }

    /** As {@link PolicyLoader#judge} for the door. */
    private Finding judged(Finding finding) {
        return finding.judged("relayed", globalMode(), scores.of(finding.symbol()), "", 0);
    }

    private Mode globalMode() {
        return settings.bind("", PolicySettings.Global.class).mode() == PolicySettings.GlobalMode.MONITOR
                ? Mode.MONITOR
                : Mode.SCORE;
    }

    private static Step tag(TagOptions options) {
        return (Step.OfMail) mail -> mail.edited(SpamFields.on(mail, options.required()));
    }

    private <O extends Record> Step filter(Filters.Entry<O> entry, SeraiComponent.Options options) {
        String prefix = Filters.prefix(entry.name());
        Mode mode = mode(entry, options, settings.said(prefix + "mode"));
        options.refuseOthers(entry.guard() ? List.of(entry.options()) : List.of(entry.options(), Filters.Common.class));
        var own = options.without("mode");
        MailFilter filter = entry.create(type -> own.bind(type, name -> settings.said(prefix + name)), surroundings);
        return new FilterStep(
                new FilterRunner(
                        entry.name(),
                        filter,
                        mode,
                        scores,
                        entry.allSymbols(),
                        entry.unconditional(),
                        running.watchdog(),
                        running.observer(),
                        surroundings.clock()),
                running.continuations(),
                () -> running.selected().test(entry.name()),
                relays,
                mail -> entry.unconditional().isEmpty() && policies.off(mail, entry.name()));
    }

    private void requireRefusal(Set<String> symbols, String otherwise) {
        for (String symbol : symbols) {
            Weight weight = scores.of(symbol);
            if (weight.force() != Weight.Force.ALWAYS
                    || weight.decides() == null
                    || !weight.decides().refuses()) {
                throw new ConfigException("config/scores.properties: " + symbol + " must be 'REJECT always' or 'DEFER"
                        + " always': anything else would " + otherwise);
            }
        }
    }

    private Mode mode(Filters.Entry<?> entry, SeraiComponent.Options options, @Nullable String property) {
        requireRefusal(entry.unconditional(), "let a mail go round for ever, or let a report go to the backend");
        if (entry.guard()) {
            requireRefusal(entry.allSymbols(), "make an open relay");
            if (options.said().containsKey("mode")) {
                throw new ConfigException("serai:" + entry.name() + " has no mode: it guards against an open relay and"
                        + " is always on; widen trusted.networks or local.domains instead");
            }
            return Mode.SCORE;
        }
        Mode own = options.only("mode")
                .bind(Filters.Common.class, name -> property)
                .mode();
        if (own == Mode.OFF && policies.raise(entry.name())) {
            // For those who want it; for all others it is recorded.
            own = Mode.MONITOR;
        }
        var global = settings.bind("", PolicySettings.Global.class).mode();
        return switch (global) {
            case NORMAL -> own;
            case MONITOR -> own == Mode.OFF ? Mode.OFF : Mode.MONITOR;
        };
    }
}
