package org.serai.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.serai.config.Option;
import org.serai.config.Settings;
import org.serai.filter.arc.ArcFilter;
import org.serai.filter.attachment.AttachmentFilter;
import org.serai.filter.clamav.ClamavFilter;
import org.serai.filter.classifier.ClassifierFilter;
import org.serai.filter.classifier.ClassifierUse;
import org.serai.filter.correspondents.CorrespondentsFilter;
import org.serai.filter.digest.DigestFilter;
import org.serai.filter.dkim.DkimFilter;
import org.serai.filter.dmarc.DmarcFilter;
import org.serai.filter.dnsbl.DnsblFilter;
import org.serai.filter.envelope.EnvelopeFilter;
import org.serai.filter.geo.GeoFilter;
import org.serai.filter.greylist.GreylistFilter;
import org.serai.filter.gtube.GtubeFilter;
import org.serai.filter.header.HeaderFilter;
import org.serai.filter.helo.HeloFilter;
import org.serai.filter.lists.ListsFilter;
import org.serai.filter.patterns.PatternsFilter;
import org.serai.filter.penalty.PenaltyFilter;
import org.serai.filter.phishing.PhishingFilter;
import org.serai.filter.policies.PoliciesFilter;
import org.serai.filter.ptr.PtrFilter;
import org.serai.filter.rates.RatesFilter;
import org.serai.filter.recipients.RecipientsFilter;
import org.serai.filter.relay.RelayFilter;
import org.serai.filter.report.ReportFilter;
import org.serai.filter.reputation.ReputationFilter;
import org.serai.filter.senderdomain.SenderDomainFilter;
import org.serai.filter.senderlogin.SenderLoginFilter;
import org.serai.filter.spf.SpfFilter;
import org.serai.filter.uribl.Subjects;
import org.serai.filter.uribl.UriblFilter;
import org.serai.history.SameSubjects;
import org.serai.mail.Mode;

/** The table of all filters: a new one is one line here. */
public final class Filters {

    /** The option that every filter has. */
    public record Common(
            @Option(
                            value = "score",
                            doc =
                                    "off: does not run; monitor: recorded only; score: adds points; enforce: a hit decides alone.")
                    Mode mode) {}

    /**
     * A filter as the table has it.
     *
     * @param name its step, its docs page and its property prefix {@code filter.<name>.}
     * @param guard it has no mode: it always runs and always decides
     * @param unconditional those of its symbols that decide whatever its mode, also when it is off
     * @param factory makes it from its options and what filters may know of their surroundings
     */
    public record Entry<O extends Record>(
            String name,
            Class<O> options,
            Set<String> symbols,
            boolean guard,
            Set<String> unconditional,
            BiFunction<O, Surroundings, MailFilter> factory) {

        /** Makes the filter; each option by its kebab-case name from {@code bind}. */
        public MailFilter create(Function<Class<O>, O> bind, Surroundings surroundings) {
            return factory.apply(bind.apply(options), surroundings);
        }

        /** All symbols that its findings can have. */
        public Set<String> allSymbols() {
            var all = new TreeSet<>(symbols);
            all.add(FilterRunner.temperror(name));
            return all;
        }
    }

    private static final List<Entry<?>> TABLE = List.of(
            entry("lists", ListsFilter.Options.class, ListsFilter.SYMBOLS, (o, s) -> new ListsFilter(o, s.lists())),
            entry("ptr", PtrFilter.Options.class, PtrFilter.SYMBOLS, (o, s) -> new PtrFilter(o, s.iprev())),
            entry(
                    "dnsbl",
                    DnsblFilter.Options.class,
                    DnsListUse.DNSBL.symbols(),
                    (o, s) -> new DnsblFilter(o, s.listed(DnsListUse.DNSBL), s.dnsLists(), s.dns())),
            entry(
                    "dnswl",
                    DnsblFilter.WhiteOptions.class,
                    DnsListUse.DNSWL.symbols(),
                    (o, s) -> new DnsblFilter(o, s.listed(DnsListUse.DNSWL), s.dnsLists(), s.dns())),
            entry(
                    "geo",
                    GeoFilter.Options.class,
                    GeoFilter.SYMBOLS,
                    (o, s) -> new GeoFilter(o, s.config(), s.geo(), s.clock())),
            entry(
                    "penalty",
                    PenaltyFilter.Options.class,
                    PenaltyFilter.SYMBOLS,
                    (o, s) -> new PenaltyFilter(o, s.penalties(), shared(s))),
            entry(
                    "rates",
                    RatesFilter.Options.class,
                    RatesFilter.SYMBOLS,
                    (o, s) -> new RatesFilter(
                            o, s.traffic(), new SameSubjects(s.traffic().rates(), s.mime()), shared(s))),
            entry(
                    "helo",
                    HeloFilter.Options.class,
                    HeloFilter.SYMBOLS,
                    (o, s) -> new HeloFilter(o, s.hostname(), s.local(), s.ownAddresses(), s.dns())),
            entry(
                    "envelope",
                    EnvelopeFilter.Options.class,
                    EnvelopeFilter.SYMBOLS,
                    (o, s) -> new EnvelopeFilter(o, s.local())),
            entry(
                    "sender-domain",
                    SenderDomainFilter.Options.class,
                    SenderDomainFilter.SYMBOLS,
                    (o, s) -> new SenderDomainFilter(o, s.dns(), s.local())),
            entry("spf", SpfFilter.Options.class, SpfFilter.SYMBOLS, (o, s) -> new SpfFilter(o, s.spf())),
            new Entry<>(
                    "report",
                    ReportFilter.Options.class,
                    ReportFilter.SYMBOLS,
                    false,
                    ReportFilter.UNCONDITIONAL,
                    (o, s) -> new ReportFilter(o, s.reports(), s.mime())),
            new Entry<>(
                    "digest",
                    DigestFilter.Options.class,
                    DigestFilter.SYMBOLS,
                    false,
                    DigestFilter.UNCONDITIONAL,
                    (o, s) -> new DigestFilter(o, s.digests(), s.local())),
            guard(
                    "relay",
                    RelayFilter.Options.class,
                    RelayFilter.SYMBOLS,
                    (o, s) -> new RelayFilter(o, s.local(), s.ownAddresses())),
            entry(
                    PoliciesFilter.NAME,
                    PoliciesFilter.Options.class,
                    PoliciesFilter.SYMBOLS,
                    (o, s) -> new PoliciesFilter(o, s.policies(), s.ldap(), s.directory())),
            entry(
                    "recipients",
                    RecipientsFilter.Options.class,
                    RecipientsFilter.SYMBOLS,
                    (o, s) -> new RecipientsFilter(
                            o,
                            s.local(),
                            new AlreadyRefused(s.policies()),
                            s.recipients(),
                            s.ldap(),
                            s.directory(),
                            s.callout())),
            entry(
                    "sender-login",
                    SenderLoginFilter.Options.class,
                    SenderLoginFilter.SYMBOLS,
                    (o, s) -> new SenderLoginFilter(o, s.mime(), s.local())),
            new Entry<>(
                    "header",
                    HeaderFilter.Options.class,
                    HeaderFilter.SYMBOLS,
                    false,
                    Set.of(HeaderFilter.LOOP),
                    (o, s) -> new HeaderFilter(o, s.mime(), s.clock())),
            entry("dkim", DkimFilter.Options.class, DkimFilter.SYMBOLS, (o, s) -> new DkimFilter(s.mime(), s.dkim())),
            entry("arc", ArcFilter.Options.class, ArcFilter.SYMBOLS, (o, s) -> new ArcFilter(o, s.mime(), s.arc())),
            entry(
                    "dmarc",
                    DmarcFilter.Options.class,
                    DmarcFilter.SYMBOLS,
                    (o, s) -> new DmarcFilter(o, s.mime(), s.local(), s.dmarc())),
            entry(
                    "uribl",
                    UriblFilter.Options.class,
                    UriblFilter.SYMBOLS,
                    (o, s) -> new UriblFilter(
                            o,
                            s.listed(DnsListUse.URIBL),
                            s.dnsLists(),
                            s.dns(),
                            s.links(),
                            new Subjects(s.mime(), s.suffixes(), s.local(), s.uriblSkip()))),
            entry(
                    "phishing",
                    PhishingFilter.Options.class,
                    PhishingFilter.SYMBOLS,
                    (o, s) -> new PhishingFilter(
                            s.mime(), s.links(), s.suffixes(), s.local(), s.protectedNames(), s.freeMailers())),
            entry(
                    "attachment",
                    AttachmentFilter.Options.class,
                    AttachmentFilter.SYMBOLS,
                    (o, s) -> new AttachmentFilter(o, s.mime(), s.attachmentNames())),
            entry(
                    "clamav",
                    ClamavFilter.Options.class,
                    ClamavFilter.SYMBOLS,
                    (o, s) -> new ClamavFilter(o, s.mime(), s.clamd())),
            entry(
                    "patterns",
                    PatternsFilter.Options.class,
                    PatternsFilter.SYMBOLS,
                    (o, s) -> new PatternsFilter(o, s.mime(), s.texts(), s.patterns())),
            classifier("bayes", ClassifierUse.BAYES),
            classifier("hmm", ClassifierUse.HMM),
            classifier("learner", ClassifierUse.LEARNER),
            classifier("content", ClassifierUse.CONTENT),
            entry(
                    "correspondents",
                    CorrespondentsFilter.Options.class,
                    CorrespondentsFilter.SYMBOLS,
                    (o, s) -> new CorrespondentsFilter(
                            o, s.correspondents(), s.mime(), s.local(), s.freeMailers(), s.suffixes())),
            entry(
                    "reputation",
                    ReputationFilter.Options.class,
                    ReputationFilter.SYMBOLS,
                    (o, s) -> new ReputationFilter(
                            o, s.reputation(), s.mime(), s.freeMailers(), s.suffixes(), s.relayed())),
            entry(
                    "greylist",
                    GreylistFilter.Options.class,
                    GreylistFilter.SYMBOLS,
                    (o, s) -> new GreylistFilter(o, s.greylist(), s.suffixes(), s.relayed())),
            entry("gtube", GtubeFilter.Options.class, GtubeFilter.SYMBOLS, (o, s) -> new GtubeFilter(o, s.mime())));

    private Filters() {}

    private static <O extends Record> Entry<O> entry(
            String name, Class<O> options, Set<String> symbols, BiFunction<O, Surroundings, MailFilter> factory) {
        return new Entry<>(name, options, symbols, false, Set.of(), factory);
    }

    private static <O extends Record> Entry<O> guard(
            String name, Class<O> options, Set<String> symbols, BiFunction<O, Surroundings, MailFilter> factory) {
        return new Entry<>(name, options, symbols, true, Set.of(), factory);
    }

    private static SharedClients shared(Surroundings s) {
        return new SharedClients(s.lists()::sharedClient, s.lists()::sharedName, s.iprev());
    }

    private static Entry<ClassifierFilter.Options> classifier(String name, ClassifierUse use) {
        return entry(
                name,
                ClassifierFilter.Options.class,
                use.symbols(),
                (o, s) -> new ClassifierFilter(use, o, s.samples(), s.learned()));
    }

    /** All filters there are. */
    public static List<Entry<?>> all() {
        return TABLE;
    }

    /** All symbols that may stand in {@code config/scores.properties}. */
    public static Set<String> symbols() {
        var all = new TreeSet<>(SessionSymbols.ALL);
        all.addAll(RelayedSymbols.ALL);
        TABLE.forEach(entry -> all.addAll(entry.allSymbols()));
        return all;
    }

    /** Their property sections. */
    public static List<Settings.Section> sections() {
        var out = new ArrayList<Settings.Section>();
        for (Entry<?> entry : TABLE) {
            out.add(new Settings.Section(prefix(entry.name()), entry.options()));
            if (!entry.guard()) {
                out.add(new Settings.Section(prefix(entry.name()), Common.class));
            }
        }
        return out;
    }

    /** {@code filter.<name>.} */
    public static String prefix(String name) {
        return "filter." + name + ".";
    }
}
