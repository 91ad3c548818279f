package org.serai.filter.classifier;

import java.util.List;
import java.util.Locale;
import org.serai.config.Option;
import org.serai.filter.MailFilter;
import org.serai.learn.Addressee;
import org.serai.learn.LiveModel;
import org.serai.learn.Model;
import org.serai.learn.Model.Opinion;
import org.serai.learn.Sample;
import org.serai.learn.SampleReader;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Path;
import org.serai.mail.Phase;

/** Tells how likely a message is spam, as a classifier has learned it; nothing while it has learned too little. */
public final class ClassifierFilter implements MailFilter {

    private static final int TOKENS = 15;

    /** Properties under {@code filter.bayes.}, {@code filter.hmm.}, {@code filter.learner.} and {@code filter.content.}. */
    public record Options(
            @Option(value = "0.99", doc = "From this probability on a message is surely spam.") double surely,
            @Option(value = "0.5", doc = "From this probability on a message is spam.") double spam,
            @Option(value = "0.01", doc = "Up to this probability a message is ham.") double ham) {

        public Options {
            if (!(0 <= ham && ham < spam && spam <= surely && surely <= 1)) {
                throw new IllegalArgumentException("ham, spam and surely must grow in this order, from 0 to 1");
            }
        }
    }

    /** Each mail is judged once, whichever filters ask. */
    private record Judged(Opinion opinion) {}

    private final ClassifierUse use;
    private final Options options;
    private final SampleReader samples;
    private final LiveModel live;

    public ClassifierFilter(ClassifierUse use, Options options, SampleReader samples, LiveModel live) {
        this.use = use;
        this.options = options;
        this.samples = samples;
        this.live = live;
    }

    @Override
    public List<Finding> check(Mail mail) {
        Model model = live.model();
        if (mail.phase() != Phase.DATA || !model.ready()) {
            return List.of();
        }
        Sample sample = samples.of(mail);
        Opinion opinion = mail.once(Judged.class, content -> new Judged(model.judge(sample, addressee(mail))))
                .opinion();
        double probability = use.probability(opinion);
        if (probability >= options.spam()) {
            String symbol = probability >= options.surely() ? use.surely() : use.spam();
            return List.of(told(Finding.of(symbol, "The message looks like spam."), model, mail, opinion));
        }
        if (probability <= options.ham()) {
            return List.of(told(Finding.of(use.ham(), "The message looks like wanted mail."), model, mail, opinion));
        }
        return List.of();
    }

    private Finding told(Finding finding, Model model, Mail mail, Opinion opinion) {
        Finding out = finding.withEvidence("probability", rounded(use.probability(opinion)));
        return switch (use) {
            case BAYES -> out.withEvidence("tokens", tokens(model, mail));
            case HMM, LEARNER -> out;
            case CONTENT ->
                out.withEvidence("bayes", rounded(opinion.bayes()))
                        .withEvidence("hmm", rounded(opinion.hmm()))
                        .withEvidence("learner", rounded(opinion.learner()));
        };
    }

    private List<String> tokens(Model model, Mail mail) {
        return model.telling(samples.of(mail), addressee(mail), TOKENS).stream()
                .map(each -> String.format(Locale.ROOT, "%s %.3f", each.token(), each.spam()))
                .toList();
    }

    private static Addressee addressee(Mail mail) {
        return Addressee.of(mail.envelope().rcptTo().stream().map(Path::address).toList());
    }

    private static double rounded(double probability) {
        return Math.round(probability * 10_000) / 10_000.0;
    }
}
