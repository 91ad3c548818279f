package org.serai.camel;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.serai.config.ConfigException;
import org.serai.config.Plain;
import org.serai.config.Settings;
import org.serai.dns.Zone;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which policy a start takes: that of the files at hand, or, where the check refuses them, the one that was in force last. Files that
 * are as they were in force are not checked twice.
 */
final class StartPolicy {

    private static final Logger LOG = LoggerFactory.getLogger(StartPolicy.class);

    private static final String NOR = " | Nor can the policy that was in force last go on: ";

    private final RouteSources atHand;
    private final RouteSources inForce;
    private final Map<Path, RouteSources.Stamp> stamps;
    private final @Nullable String refusal;
    private final @Nullable LastGood copy;

    private StartPolicy(
            RouteSources atHand,
            RouteSources inForce,
            Map<Path, RouteSources.Stamp> stamps,
            @Nullable String refusal,
            @Nullable LastGood copy) {
        this.atHand = atHand;
        this.inForce = inForce;
        this.stamps = stamps;
        this.refusal = refusal;
        this.copy = copy;
    }

    /** The files at hand; nothing is kept. */
    static StartPolicy of(RouteSources atHand) {
        return of(atHand, null);
    }

    private static StartPolicy of(RouteSources atHand, @Nullable LastGood copy) {
        return new StartPolicy(atHand, atHand, atHand.stamps(), null, copy);
    }

    /**
     * By {@code policy.last-good}.
     *
     * @throws ConfigException when the files at hand are refused, and what was kept cannot go on either
     */
    static StartPolicy choose(Settings settings, Path home, Directories directories, Clock clock) {
        RouteSources atHand = PolicyLoader.sources(home, settings);
        var options = settings.bind("policy.", PolicySettings.LastGood.class);
        var copy = new LastGood(
                directories.data("policy"), options.lastGoodMaxSize().bytes());
        if (!options.lastGood()) {
            copy.drop();
            return of(atHand);
        }
        if (!copy.exists() || copy.isOf(atHand)) {
            return of(atHand, copy);
        }
        Map<Path, RouteSources.Stamp> stamps;
        String refusal;
        try {
            stamps = atHand.stamps();
            refusal = refusal(settings, home, atHand, clock);
        } catch (ConfigException e) {
            // Such as a directory that has gone; whatever comes is an edit then.
            stamps = Map.of();
            refusal = reason(e);
        }
        RouteSources inForce = refusal == null ? atHand : restored(settings, home, atHand, copy, refusal, clock);
        return new StartPolicy(atHand, inForce, stamps, refusal, copy);
    }

    private static RouteSources restored(
            Settings settings, Path home, RouteSources atHand, LastGood copy, String refusal, Clock clock) {
        RouteSources kept;
        try {
            kept = copy.restore(atHand);
        } catch (IOException e) {
            throw new ConfigException(refusal + NOR + copy + " cannot be used: " + ConfigException.reason(e), e);
        }
        String problem = refusal(settings, home, kept, clock);
        if (problem != null) {
            throw new ConfigException(refusal + NOR + "it is refused as well: " + problem);
        }
        LOG.error(
                "THE POLICY IS REFUSED, and the one of {} goes on, which was in force last ({}). Mend this, it is taken at once: {}."
                        + " With policy.last-good = false a start ends instead.",
                copy.time(),
                copy,
                refusal);
        return kept;
    }

    /** What {@code bin/serai check} and a start would say of these files, or null. */
    private static @Nullable String refusal(Settings settings, Path home, RouteSources files, Clock clock) {
        try (var stage = new Stage(settings, home, new Zone(), clock, name -> true)) {
            List<Problem> problems = stage.loader().check(files);
            return problems.stream().anyMatch(Problem::grave) ? Problem.told(problems) : null;
        } catch (RuntimeException | StackOverflowError e) {
            return reason(e);
        }
    }

    /** Why files are refused, in words. */
    static String reason(Throwable e) {
        return e instanceof StackOverflowError ? "nested too deep" : Plain.text(String.valueOf(e.getMessage()));
    }

    /** Those that people edit. */
    RouteSources atHand() {
        return atHand;
    }

    /** Those that the first generation is made of. */
    RouteSources inForce() {
        return inForce;
    }

    /** How the files at hand stood before they were looked at. */
    Map<Path, RouteSources.Stamp> stamps() {
        return stamps;
    }

    /** Why the files at hand are not in force; null when they are. */
    @Nullable
    String refusal() {
        return refusal;
    }

    /** Keeps the files at hand, which were taken as they stood then. */
    void keep(Map<Path, RouteSources.Stamp> asTaken) {
        if (copy != null) {
            copy.keep(atHand, asTaken);
        }
    }

    /** Whether a start could go on with what is in force, in words. */
    String kept() {
        return copy == null ? "not kept: policy.last-good = false" : copy.state();
    }
}
