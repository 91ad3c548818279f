package org.serai.camel;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.serai.config.Nearest;
import org.serai.config.Option;
import org.serai.filter.Filters;
import org.serai.identity.PublicSuffixes;
import org.serai.learn.Addressee;
import org.serai.learn.DailyQuota;
import org.serai.learn.Evidence;
import org.serai.learn.Label;
import org.serai.learn.Lecture;
import org.serai.learn.Lecture.Channel;
import org.serai.learn.SampleReader;
import org.serai.mail.DomainName;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Network;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code serai:learn}: a decided mail is learned as its options say, when all that they ask for is true; within the daily quota. */
final class LearnStep implements Step.Now {

    record Options(
            @Option(value = "true", doc = "Whether this step does anything.") boolean enabled,
            @Option(value = "spam", doc = "What the mail is learned as: spam or ham.") Label as,
            @Option(value = "automatic", doc = "automatic, or trap: what the log and the metrics call it.")
                    Channel channel,
            @Option(value = "", doc = "Findings with which nothing is learned.") List<String> never,
            @Option(value = "", doc = "Findings that must all be there.") List<String> needs,
            @Option(value = "", doc = "Findings of which one must be there.") List<String> needsOne,
            @Option(value = "", doc = "Filters that do not count in what follows.") List<String> leaveOut,
            @Option(
                            value = "",
                            doc =
                                    "Score of spam at least, of ham at most without what speaks for it; empty: no matter.")
                    String score,
            @Option(value = "", doc = "Families of filters, their names separated by blanks.") List<String> families,
            @Option(value = "0", doc = "How many families must speak against the mail.") int ofFamilies,
            @Option(value = "2", doc = "With how many points at least, each.") double familyScore) {

        Options {
            if (as == Label.FORGET) {
                throw new IllegalArgumentException("a mail is learned as spam or as ham");
            }
            // What is misspelt would never be found, and the guard be open.
            Set<String> symbols = Filters.symbols();
            for (List<String> some : List.of(never, needs, needsOne)) {
                require(some, symbols, "symbol");
            }
            List<String> filters =
                    Filters.all().stream().map(Filters.Entry::name).toList();
            require(leaveOut, filters, "filter");
            families.forEach(family -> require(Evidence.names(family), filters, "filter"));
        }

        private static void require(List<String> names, Collection<String> known, String what) {
            for (String name : names) {
                if (!known.contains(name)) {
                    throw new IllegalArgumentException("there is no " + what + " " + name + Nearest.to(name, known));
                }
            }
        }

        Evidence.Rules rules() {
            return new Evidence.Rules(
                    never,
                    needs,
                    needsOne,
                    leaveOut,
                    families,
                    ofFamilies,
                    familyScore,
                    score.isEmpty() ? null : Double.valueOf(score));
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(LearnStep.class);

    private final Options options;
    private final Evidence.Rules rules;
    private final Lessons lessons;
    private final SampleReader samples;
    private final PublicSuffixes suffixes;

    LearnStep(Options options, Lessons lessons, SampleReader samples, PublicSuffixes suffixes) {
        this.options = options;
        this.rules = options.rules();
        this.lessons = lessons;
        this.samples = samples;
        this.suffixes = suffixes;
    }

    @Override
    public void take(Exchange exchange) {
        if (!options.enabled()) {
            return;
        }
        Mail mail = PolicyExchange.mail(exchange);
        String refusal = Evidence.refusal(mail, options.as(), rules);
        if (!refusal.isEmpty()) {
            LOG.debug("{}: not learned as {}: {}", mail.id(), options.as(), refusal);
            return;
        }
        // What no user has said counts as no user's word.
        var lecture = new Lecture(samples.of(mail), options.as(), mail.id(), options.channel(), Addressee.NOBODY);
        if (!lessons.teacher().wouldChange(lecture)) {
            // Copies of one message would take all places of the queue while another process trains.
            LOG.debug("{}: not learned as {}: that would change nothing", mail.id(), options.as());
            return;
        }
        DailyQuota.Share share = lessons.automatic().take(sources(mail), 1);
        if (share == null) {
            LOG.debug("{}: not learned as {}: its source has taught enough today", mail.id(), options.as());
        } else if (lessons.offer(lecture, share) == null) {
            LOG.debug("{}: not learned as {}: too many are waiting", mail.id(), options.as());
        }
    }

    /** Nobody can choose these: the network that has connected, and a domain that DMARC proves. */
    private List<String> sources(Mail mail) {
        InetAddress address = mail.envelope().client().address();
        var out = new ArrayList<String>();
        out.add(Network.around(address, address instanceof Inet4Address ? 24 : 64)
                .toString());
        for (Finding finding : mail.findings()) {
            if (finding.symbol().equals("DMARC_PASS")) {
                DomainName author =
                        DomainName.of(String.valueOf(finding.evidence().get("domain")));
                if (author != null) {
                    out.add(suffixes.registered(author).ascii());
                }
            }
        }
        return out;
    }
}
