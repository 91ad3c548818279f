package org.serai.camel;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.serai.config.ConfigException;
import org.serai.config.Settings;
import org.serai.custody.Quarantine;
import org.serai.digest.Notes;
import org.serai.filter.Filters;
import org.serai.filter.ReservedAddress;
import org.serai.filter.SessionSymbols;
import org.serai.history.Correspondents;
import org.serai.history.CorrespondentsEffect;
import org.serai.history.DirectoryAnswers;
import org.serai.history.Effects;
import org.serai.history.FailedMails;
import org.serai.history.Greylist;
import org.serai.history.GreylistEffect;
import org.serai.history.PenaltyBox;
import org.serai.history.PenaltyEffect;
import org.serai.history.Rates;
import org.serai.history.RatesEffect;
import org.serai.history.Reputation;
import org.serai.history.Reputation.Counts;
import org.serai.history.ReputationEffect;
import org.serai.history.SameSubjects;
import org.serai.history.Traffic;
import org.serai.learn.SharedCurriculum;
import org.serai.mail.Network;
import org.serai.mime.MimeReader;
import org.serai.report.StoredObservations;
import org.serai.smtp.Conduct;
import org.serai.state.State;
import org.serai.store.ClusterSettings;
import org.serai.store.HotRodSettings;
import org.serai.store.Store;
import org.serai.store.StoreSettings;
import org.serai.store.StoreUri;
import org.serai.store.TableSpec;
import org.serai.store.Tables;
import org.serai.store.Tally;

/** Where state lies, and all tables there are. */
public final class StoredState {

    private static final String PENALTY = "penalty";
    private static final String RATES = "rates";

    private StoredState() {}

    /** Opens what {@code store.uri} says; waits for the disk, and for other nodes. */
    public static Store open(Settings settings, Path home) {
        return Store.open(
                settings.bind("store.", StoreSettings.class),
                settings.bind("store.cluster.", ClusterSettings.class),
                settings.bind("store.hotrod.", HotRodSettings.class),
                directory(settings, home),
                home,
                tables(settings));
    }

    /** Where the running firewall answers {@code bin/serai state}. */
    public static Path socket(Settings settings, Path home) {
        return directory(settings, home).resolve("state.sock");
    }

    /** From outside: by the firewall that runs, else in its files. */
    public static State from(Settings settings, Path home) {
        return new State(socket(settings, home), () -> {
            if (settings.bind("store.", StoreSettings.class).uri().kind() == StoreUri.Kind.CLUSTER) {
                throw new ConfigException(
                        "no firewall runs here, and with store.uri = cluster: one must, since files of one"
                                + " node are not the state of all");
            }
            return open(settings, home);
        });
    }

    private static Path directory(Settings settings, Path home) {
        return DataDirectory.of(settings, home).resolve("store");
    }

    /**
     * What verdicts write there.
     *
     * @param counted gets what is added up in memory, to flush it once a second and at the end
     */
    static List<Effects> effects(
            Settings settings, Tables tables, Traffic traffic, Clock clock, Consumer<Tally<?>> counted) {
        var all = new ArrayList<Effects>(List.of(
                Effects.byGravest(new GreylistEffect(new Greylist(greylist(settings), tables, clock))),
                new CorrespondentsEffect(new Correspondents(correspondents(settings), tables, clock)),
                directory(settings, tables, clock)));
        // In a week of monitoring all is accepted, and nothing scores.
        if (settings.bind("", PolicySettings.Global.class).mode() == PolicySettings.GlobalMode.NORMAL) {
            Tally<Counts> tally = new Reputation(reputation(settings), tables, clock).tally();
            counted.accept(tally);
            all.add(Effects.byGravest(new ReputationEffect(reputation(settings), tally, clock)));
        }
        var mime = new MimeReader(settings.bind("mime.", MimeReader.Limits.class));
        all.add(Effects.where(RATES, new RatesEffect(traffic, new SameSubjects(traffic.rates(), mime))));
        all.add(new RateAlerts(clock));
        if (penalties(settings)) {
            TrustedRelays relays = relays(settings);
            var options = penalty(settings);
            var effect = new PenaltyEffect(
                    new PenaltyBox(options, tables, clock),
                    mail -> relays.connected(mail)
                            || !options.privateClients()
                                    && ReservedAddress.is(
                                            mail.envelope().client().address()));
            all.add(Effects.where(PENALTY, Effects.byGravest(effect)));
        }
        return List.copyOf(all);
    }

    /** What directory and backend have said of addresses. */
    static DirectoryAnswers directory(Settings settings, Tables tables, Clock clock) {
        return new DirectoryAnswers(tables, settings.bind("directory.", DirectoryAnswers.Options.class), clock);
    }

    /** Over which messages the routes have failed. */
    static FailedMails failures(Settings settings, Tables tables, Clock clock) {
        return new FailedMails(settings.bind("dead-letter.", FailedMails.Options.class), tables, clock);
    }

    /** What clients do that no verdict is about. */
    static Conduct conduct(Settings settings, Tables tables, Traffic traffic, Clock clock) {
        Conduct penalized = penalties(settings)
                ? new PenalizedConduct(new PenaltyBox(penalty(settings), tables, clock), relays(settings), clock)
                : Conduct.IGNORED;
        return (mail, finding) -> {
            if (mail.ran(PENALTY)) {
                penalized.noticed(mail, finding);
            }
            if (mail.ran(RATES) && finding.symbol().equals(SessionSymbols.WRONG_PASSWORD)) {
                traffic.failed(mail.envelope().client());
            }
        };
    }

    /** In {@code mode=monitor} nobody is held to account for what he would not have been told. */
    private static boolean penalties(Settings settings) {
        return settings.bind("", PolicySettings.Global.class).mode() != PolicySettings.GlobalMode.MONITOR;
    }

    /** Counts of what clients do, made once: a part of them is in memory. */
    static Traffic traffic(Settings settings, Tables tables, Clock clock) {
        var options = rates(settings);
        TrustedRelays relays = relays(settings);
        return new Traffic(
                new Rates(options, tables, clock),
                client -> Network.anyContains(relays.networks(), client)
                        || !options.privateClients() && ReservedAddress.is(client));
    }

    private static Rates.Options rates(Settings settings) {
        return settings.bind(Filters.prefix(RATES), Rates.Options.class);
    }

    private static PenaltyBox.Options penalty(Settings settings) {
        return settings.bind(Filters.prefix(PENALTY), PenaltyBox.Options.class);
    }

    private static TrustedRelays relays(Settings settings) {
        return new TrustedRelays(settings.bind("trusted.", PolicySettings.Trusted.class));
    }

    /** Whether other nodes have the same state. */
    static boolean shared(Settings settings) {
        return settings.bind("store.", StoreSettings.class).uri().kind() != StoreUri.Kind.EMBEDDED;
    }

    /** All of them. */
    static List<TableSpec<?>> tables(Settings settings) {
        var all = new ArrayList<TableSpec<?>>(
                StoredObservations.tables(settings.bind("dmarc.reports.", PolicySettings.DmarcReports.class)
                        .maxRows()));
        all.add(Greylist.spec(greylist(settings)));
        all.add(Reputation.spec(reputation(settings)));
        all.addAll(Correspondents.specs(correspondents(settings)));
        all.add(DirectoryAnswers.spec(settings.bind("directory.", DirectoryAnswers.Options.class)));
        all.add(FailedMails.spec(settings.bind("dead-letter.", FailedMails.Options.class)));
        all.add(PenaltyBox.spec(penalty(settings)));
        all.add(Rates.spec(rates(settings)));
        if (shared(settings)) {
            all.addAll(SharedCurriculum.specs());
        }
        var quarantine = settings.bind("quarantine.", QuarantineSettings.Quarantine.class);
        all.add(Quarantine.spec(quarantine.maxEntries(), quarantine.retention()));
        all.add(Notes.spec(settings.bind("digest.", DigestSettings.Digest.class).maxEntries()));
        return List.copyOf(all);
    }

    private static Greylist.Options greylist(Settings settings) {
        return settings.bind(Filters.prefix("greylist"), Greylist.Options.class);
    }

    private static Reputation.Options reputation(Settings settings) {
        return settings.bind(Filters.prefix("reputation"), Reputation.Options.class);
    }

    private static Correspondents.Options correspondents(Settings settings) {
        return settings.bind(Filters.prefix("correspondents"), Correspondents.Options.class);
    }
}
