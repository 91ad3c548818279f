package org.serai.camel;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.serai.config.Settings;
import org.serai.filter.Filters;
import org.serai.history.Correspondents;
import org.serai.history.CorrespondentsEffect;
import org.serai.history.DirectoryAnswers;
import org.serai.history.Effects;
import org.serai.history.Greylist;
import org.serai.history.GreylistEffect;
import org.serai.history.Reputation;
import org.serai.history.Reputation.Counts;
import org.serai.history.ReputationEffect;
import org.serai.report.StoredObservations;
import org.serai.store.ClusterSettings;
import org.serai.store.HotRodSettings;
import org.serai.store.Store;
import org.serai.store.StoreSettings;
import org.serai.store.TableSpec;
import org.serai.store.Tables;
import org.serai.store.Tally;

/** Where state lies, and all tables there are. */
public final class StoredState {

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

    private static Path directory(Settings settings, Path home) {
        return DataDirectory.of(settings, home).resolve("store");
    }

    /**
     * What verdicts write there.
     *
     * @param counted gets what is added up in memory, to flush it once a second and at the end
     */
    static List<Effects> effects(Settings settings, Tables tables, Clock clock, Consumer<Tally<?>> counted) {
        var all = new ArrayList<Effects>(List.of(
                new GreylistEffect(new Greylist(greylist(settings), tables, clock)),
                new CorrespondentsEffect(new Correspondents(correspondents(settings), tables, clock)),
                directory(settings, tables, clock)));
        // In a week of monitoring all is accepted, and nothing scores.
        if (settings.bind("", PolicySettings.Global.class).mode() == PolicySettings.GlobalMode.NORMAL) {
            Tally<Counts> tally = new Reputation(reputation(settings), tables, clock).tally();
            counted.accept(tally);
            all.add(new ReputationEffect(reputation(settings), tally, clock));
        }
        return List.copyOf(all);
    }

    /** What directory and backend have said of addresses. */
    static DirectoryAnswers directory(Settings settings, Tables tables, Clock clock) {
        return new DirectoryAnswers(tables, settings.bind("directory.", DirectoryAnswers.Options.class), clock);
    }

    private static List<TableSpec<?>> tables(Settings settings) {
        var all = new ArrayList<TableSpec<?>>(
                StoredObservations.tables(settings.bind("dmarc.reports.", PolicySettings.DmarcReports.class)
                        .maxRows()));
        all.add(Greylist.spec(greylist(settings)));
        all.add(Reputation.spec(reputation(settings)));
        all.addAll(Correspondents.specs(correspondents(settings)));
        all.add(DirectoryAnswers.spec(settings.bind("directory.", DirectoryAnswers.Options.class)));
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
