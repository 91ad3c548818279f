package org.serai.camel;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.serai.config.Settings;
import org.serai.filter.Filters;
import org.serai.history.Correspondents;
import org.serai.history.CorrespondentsEffect;
import org.serai.history.Effects;
import org.serai.history.Greylist;
import org.serai.history.GreylistEffect;
import org.serai.report.StoredObservations;
import org.serai.store.ClusterSettings;
import org.serai.store.Store;
import org.serai.store.StoreSettings;
import org.serai.store.TableSpec;
import org.serai.store.Tables;

/** Where state lies, and all tables there are. */
public final class StoredState {

    private StoredState() {}

    /** Opens what {@code store.uri} says; waits for the disk, and for other nodes. */
    public static Store open(Settings settings, Path home) {
        return Store.open(
                settings.bind("store.", StoreSettings.class),
                settings.bind("store.cluster.", ClusterSettings.class),
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

    /** What verdicts write there. */
    static List<Effects> effects(Settings settings, Tables tables, Clock clock) {
        return List.of(
                new GreylistEffect(new Greylist(greylist(settings), tables, clock)),
                new CorrespondentsEffect(new Correspondents(correspondents(settings), tables, clock)));
    }

    private static List<TableSpec<?>> tables(Settings settings) {
        var all = new ArrayList<TableSpec<?>>(
                StoredObservations.tables(settings.bind("dmarc.reports.", PolicySettings.DmarcReports.class)
                        .maxRows()));
        all.add(Greylist.spec(greylist(settings)));
        all.addAll(Correspondents.specs(correspondents(settings)));
        return List.copyOf(all);
    }

    private static Greylist.Options greylist(Settings settings) {
        return settings.bind(Filters.prefix("greylist"), Greylist.Options.class);
    }

    private static Correspondents.Options correspondents(Settings settings) {
        return settings.bind(Filters.prefix("correspondents"), Correspondents.Options.class);
    }
}
