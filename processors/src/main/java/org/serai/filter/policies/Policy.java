package org.serai.filter.policies;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Finding;
import org.serai.mail.Mode;
import org.serai.mail.Weight;

/**
 * What holds for a recipient of a mail: the entries of {@code config/policies.yaml} that cover him, the special ones over the
 * general ones.
 *
 * @param names of these entries, the general one first
 */
public record Policy(List<String> names, Settings settings) {

    /** No entry covers him. */
    public static final Policy NONE = new Policy(List.of(), Settings.NONE);

    public Policy {
        names = List.copyOf(names);
    }

    /** Where mail goes whose score is too high. */
    public enum Spam {
        QUARANTINE,
        REJECT
    }

    /**
     * What an entry says; null, and filters that are not named: what holds otherwise.
     *
     * @param modes by filter
     * @param maxSize octets of a message
     */
    public record Settings(
            @Nullable Double greylist,
            @Nullable Double tag,
            @Nullable Double quarantine,
            @Nullable Double reject,
            Map<String, Mode> modes,
            @Nullable Spam spam,
            @Nullable Long maxSize) {

        static final Settings NONE = new Settings(null, null, null, null, Map.of(), null, null);

        public Settings {
            modes = Map.copyOf(modes);
        }

        Settings under(Settings special) {
            var all = new HashMap<>(modes);
            all.putAll(special.modes);
            return new Settings(
                    or(special.greylist, greylist),
                    or(special.tag, tag),
                    or(special.quarantine, quarantine),
                    or(special.reject, reject),
                    all,
                    or(special.spam, spam),
                    or(special.maxSize, maxSize));
        }

        private static <T> @Nullable T or(@Nullable T said, @Nullable T otherwise) {
            return said == null ? otherwise : said;
        }
    }

    Policy under(String name, Settings special) {
        var all = new ArrayList<>(names);
        all.add(name);
        return new Policy(all, settings.under(special));
    }

    /** The mode of a filter, or null where it says nothing of it. */
    public @Nullable Mode mode(String filter) {
        return settings.modes().get(filter);
    }

    /** A finding as it weighs for him. What decides always, and malware, no policy takes weight from. */
    public Finding weighed(Finding finding) {
        Mode mode = mode(finding.filter());
        boolean fixed = finding.worth().force() == Weight.Force.ALWAYS
                || Policies.MALWARE.contains(finding.filter()) && (mode == Mode.OFF || mode == Mode.MONITOR);
        return mode == null || mode == finding.mode() || fixed ? finding : finding.in(mode);
    }

    /** True for a message of so many octets that it is too large. */
    public boolean tooLarge(long octets) {
        Long most = settings.maxSize();
        return most != null && octets > most;
    }
}
