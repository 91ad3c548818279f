package org.serai.learn;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.serai.config.Option;
import org.serai.learn.Teacher.Outcome;

/**
 * All that was learned. Any number of threads may ask while one learns; they see a lesson soon. It takes 61 MB, and 320 octets for each
 * message that was learned.
 */
public final class Model {

    /** The properties {@code learn.*}. */
    public record Options(
            @Option(
                            value = "200",
                            least = "1",
                            doc = "Spam that must have been learned before classifiers say anything.")
                    int minSpam,
            @Option(
                            value = "200",
                            least = "1",
                            doc = "Ham that must have been learned before classifiers say anything.")
                    int minHam,
            @Option(
                            value = "200000",
                            least = "1000",
                            most = "10000000",
                            doc = "Messages that are remembered as learned; the oldest of the class of which there are"
                                    + " more are forgotten, and what they taught stays.")
                    int maxLessons,
            @Option(
                            value = "2",
                            least = "1",
                            most = "8",
                            doc = "Words that the Bayes filter looks at together; 1: single words. A model is trained"
                                    + " for one value.")
                    int bayesWindow,
            @Option(
                            value = "1",
                            least = "1",
                            most = "4",
                            doc = "Words before a word that it depends on in the Markov model. A model is trained for"
                                    + " one value.")
                    int hmmOrder,
            @Option(
                            value = "100",
                            least = "0",
                            most = "100000",
                            doc =
                                    "Users whose own lessons weigh more for their mail, those who taught last; 128 KB each."
                                            + " 0: none.")
                    int maxUsers,
            @Option(
                            value = "10",
                            least = "0",
                            most = "10000",
                            doc = "Domains whose users' lessons weigh more for their mail, those that taught last; 1 MB"
                                    + " each. 0: none.")
                    int maxDomains,
            @Option(
                            value = "10",
                            least = "1",
                            doc = "Messages that a user or a domain must have taught before that weighs more.")
                    int userLessons,
            @Option(
                            value = "3",
                            least = "0",
                            most = "100",
                            doc = "So many times more a lesson of a user counts for his own mail; 0: no more.")
                    double userWeight,
            @Option(
                            value = "2",
                            least = "0",
                            most = "100",
                            doc = "So many times more a lesson of a domain counts for its own mail; 0: no more.")
                    double domainWeight) {}

    /** What has become of a lesson. */
    public enum Change {
        /** It was new. */
        LEARNED,
        /** It was known as the other: that is taken back. */
        RELABELLED,
        /** It was known: nothing has changed. */
        KNOWN,
        /** It was known as the other with other features, which nobody can take back any more: nothing has changed. */
        INEXACT
    }

    /** What has become of a message that shall be unlearned. */
    public enum Unlearning {
        TAKEN_BACK,
        /** It was never learned, or so long ago that it is forgotten. */
        UNKNOWN,
        /** It was learned with other features, such as another encoding: nothing has changed. */
        INEXACT
    }

    /** How likely a mail is spam, from 0 to 1: as each classifier says by itself, and all of them together. */
    public record Opinion(double bayes, double hmm, double learner, double content) {}

    /** Whatever is written with another one reads other features. */
    static final int FEATURES = 8;

    /** Blends are fitted on so many lessons of each class, the last ones. */
    private static final int FITTED = 3000;

    /** Numbers in a table of a user, and of a domain. */
    private static final int USER = 1 << 15;

    private static final int DOMAIN = 1 << 18;

    private final Options options;
    private final Bayes bayes;
    private final Personal users;
    private final Personal domains;
    private final List<Classifier<?>> classifiers;

    /** Of classifiers by their place: bayes, hmm, learner, content. */
    private final List<Blend> blends =
            List.of(new Blend(0), new Blend(1), new Blend(2, 3, 4, 5, 6), new Blend(0, 1, 2, 3, 4, 5, 6));

    private final FitSchedule fits = new FitSchedule();
    private final Ledger lessons;
    private Position position = Position.NONE;
    private boolean alone;
    private long last;

    public Model(Options options) {
        this.options = options;
        this.lessons = new Ledger(options.maxLessons());
        this.bayes = new Bayes(options.bayesWindow());
        this.users = new Personal(USER, options.maxUsers());
        this.domains = new Personal(DOMAIN, options.maxDomains());
        this.classifiers = List.of(
                bayes,
                new Hmm(options.hmmOrder()),
                Learner.ofSpelling(),
                Learner.ofForm(),
                Learner.ofLanguage(),
                Learner.ofShape(),
                Learner.ofMarkup());
    }

    /** Messages learned as spam that are remembered. */
    public int spam() {
        return lessons.spam();
    }

    /** Messages learned as ham that are remembered. */
    public int ham() {
        return lessons.ham();
    }

    /** Has it learned enough to say something? */
    public boolean ready() {
        return lessons.spam() >= options.minSpam() && lessons.ham() >= options.minHam();
    }

    /** What there is to say of nobody's mail. */
    public Opinion judge(Sample sample) {
        return judge(sample, Addressee.NOBODY);
    }

    public Opinion judge(Sample sample, Addressee addressee) {
        double[] evidence = evidence(sample);
        Extra extra = extra(sample, addressee);
        if (extra != Extra.NONE) {
            evidence[0] = bayes.evidence(bayes.features(sample), extra);
        }
        return new Opinion(
                blends.get(0).probability(evidence),
                blends.get(1).probability(evidence),
                blends.get(2).probability(evidence),
                blends.get(3).probability(evidence));
    }

    /** What the lessons of a user and of his domain count beside those of all. */
    private Extra extra(Sample sample, Addressee addressee) {
        Extra user = users.extra(addressee.user(), options.userLessons(), options.userWeight());
        Extra domain = domains.extra(addressee.domain(), options.userLessons(), options.domainWeight());
        return user == Extra.NONE && domain == Extra.NONE ? Extra.NONE : Extra.of(user, domain, bayes.singles(sample));
    }

    private double[] evidence(Sample sample) {
        return classifiers.stream().mapToDouble(each -> evidence(each, sample)).toArray();
    }

    private static <F> double evidence(Classifier<F> classifier, Sample sample) {
        return classifier.evidence(classifier.features(sample));
    }

    /** The tokens that tell most by the Bayes classifier, the most telling first. */
    public List<Telling> telling(Sample sample, Addressee addressee, int most) {
        return bayes.telling(sample, extra(sample, addressee), most);
    }

    /** Learns a message as this, or forgets it. */
    public Outcome take(Sample sample, Label label, Addressee addressee) {
        return switch (label) {
            case SPAM, HAM ->
                switch (learn(sample, label == Label.SPAM, addressee)) {
                    case LEARNED -> Outcome.LEARNED;
                    case RELABELLED -> Outcome.RELABELLED;
                    case KNOWN -> Outcome.KNOWN;
                    case INEXACT -> Outcome.INEXACT;
                };
            case FORGET ->
                switch (unlearn(sample)) {
                    case TAKEN_BACK -> Outcome.FORGOTTEN;
                    case UNKNOWN -> Outcome.UNKNOWN;
                    case INEXACT -> Outcome.INEXACT;
                };
        };
    }

    /** Up to which lesson that nodes share it goes. */
    synchronized Position position() {
        return position;
    }

    /** Whether it has learned something since, or beside it, that other nodes have not been told of. */
    synchronized boolean alone() {
        return alone;
    }

    /** Says how it stands to what nodes share. */
    synchronized void reached(Position now, boolean stillAlone) {
        position = now;
        alone = stillAlone;
    }

    /** Whether it knows a message, as whatever. */
    public boolean knows(String fingerprint) {
        return lessons.get(fingerprint) != null;
    }

    /** Whether {@link #take} would change something. */
    boolean wouldChange(Sample sample, Label label) {
        return lessons.wouldChange(sample.taught(), label);
    }

    /** Whether nothing was ever learned. */
    synchronized boolean empty() {
        return last == 0;
    }

    /** What must be the same on all nodes, so that the same lessons make the same model. */
    static String kind(Options options) {
        return "features " + FEATURES + ", bayes-window " + options.bayesWindow() + ", hmm-order " + options.hmmOrder()
                + ", max-lessons " + options.maxLessons() + ", max-users " + options.maxUsers() + ", max-domains "
                + options.maxDomains();
    }

    /** Learns a message of nobody's, once. */
    public Change learn(Sample sample, boolean isSpam) {
        return learn(sample, isSpam, Addressee.NOBODY);
    }

    /** Learns a message, once, whoever tells of it: it is in the counts of who was the first to say so. */
    synchronized Change learn(Sample read, boolean isSpam, Addressee addressee) {
        Sample sample = read.taught();
        Lesson known = lessons.get(sample.fingerprint());
        if (known != null && known.spam() == isSpam) {
            return Change.KNOWN;
        }
        if (known != null && takeBack(sample, known) == Unlearning.INEXACT) {
            return Change.INEXACT;
        }
        alone = true;
        var lesson = new Lesson(
                sample.features(),
                ++last,
                isSpam,
                new int[classifiers.size()],
                new double[classifiers.size()],
                addressee);
        for (int i = 0; i < classifiers.size(); i++) {
            learn(classifiers.get(i), i, sample, lesson);
        }
        personal(sample, lesson, 1);
        lessons.put(sample.fingerprint(), lesson);
        fits.count(known == null);
        fitWhenDue();
        return known == null ? Change.LEARNED : Change.RELABELLED;
    }

    /** Takes back what a message has taught, to the last bit or not at all. */
    public synchronized Unlearning unlearn(Sample sample) {
        Lesson known = lessons.get(sample.fingerprint());
        if (known == null) {
            return Unlearning.UNKNOWN;
        }
        Unlearning out = takeBack(sample.taught(), known);
        if (out == Unlearning.TAKEN_BACK) {
            fits.count(false);
            fitWhenDue();
        }
        return out;
    }

    private Unlearning takeBack(Sample sample, Lesson known) {
        if (known.features() != sample.features()) {
            return Unlearning.INEXACT;
        }
        alone = true;
        lessons.remove(sample.fingerprint());
        for (int i = 0; i < known.amounts().length; i++) {
            takeBack(classifiers.get(i), sample, known.spam(), known.amounts()[i]);
        }
        personal(sample, known, -1);
        return Unlearning.TAKEN_BACK;
    }

    private void personal(Sample sample, Lesson lesson, int amount) {
        if (!lesson.addressee().equals(Addressee.NOBODY)) {
            int[] singles = bayes.singles(sample);
            users.add(lesson.addressee().user(), singles, lesson.spam(), amount, lesson.number());
            domains.add(lesson.addressee().domain(), singles, lesson.spam(), amount, lesson.number());
        }
    }

    private static <F> void learn(Classifier<F> classifier, int place, Sample sample, Lesson lesson) {
        F features = classifier.features(sample);
        double evidence = classifier.evidence(features);
        int amount = classifier.lesson(lesson.spam(), evidence);
        lesson.evidence()[place] = evidence;
        lesson.amounts()[place] = amount;
        if (amount != 0) {
            classifier.add(features, lesson.spam(), amount);
        }
    }

    private static <F> void takeBack(Classifier<F> classifier, Sample sample, boolean isSpam, int amount) {
        if (amount != 0) {
            classifier.add(classifier.features(sample), isSpam, -amount);
        }
    }

    private void fitWhenDue() {
        if (fits.due(lessons.size())) {
            List<Lesson> some = lessons.last(FITTED);
            blends.forEach(each -> each.fit(some));
        }
    }

    synchronized void write(DataOutput out) throws IOException {
        out.writeInt(FEATURES);
        out.writeInt(options.bayesWindow());
        out.writeInt(options.hmmOrder());
        for (Classifier<?> classifier : classifiers) {
            classifier.write(out);
        }
        for (Blend blend : blends) {
            blend.write(out);
        }
        users.write(out);
        domains.write(out);
        out.writeLong(position.log());
        out.writeLong(position.number());
        out.writeLong(position.id());
        out.writeBoolean(alone);
        fits.write(out);
        out.writeLong(last);
        lessons.write(out);
    }

    /** Replaces all that was learned. */
    synchronized void read(DataInput in) throws IOException {
        expect(in.readInt(), FEATURES, "it was trained by another version");
        expect(in.readInt(), options.bayesWindow(), "it was trained with another learn.bayes-window");
        expect(in.readInt(), options.hmmOrder(), "it was trained with another learn.hmm-order");
        for (Classifier<?> classifier : classifiers) {
            classifier.read(in);
        }
        for (Blend blend : blends) {
            blend.read(in);
        }
        users.read(in);
        domains.read(in);
        position = new Position(in.readLong(), in.readLong(), in.readLong());
        alone = in.readBoolean();
        fits.read(in);
        last = in.readLong();
        lessons.read(in, classifiers.size());
    }

    private static void expect(int found, int expected, String otherwise) throws IOException {
        if (found != expected) {
            throw new IOException(otherwise);
        }
    }
}
