package org.serai.learn;

import java.util.Random;
import org.serai.Mails;
import org.serai.config.Binder;
import org.serai.content.AttachmentReader;
import org.serai.content.Texts;
import org.serai.identity.PublicSuffixes;
import org.serai.mail.Mail;
import org.serai.mime.Messages;

/** Messages to learn from, made up. */
public final class Lessons {

    public static final SampleReader READER = new SampleReader(
            Messages.READER,
            Texts.READER,
            new AttachmentReader(Messages.READER, Binder.defaults(AttachmentReader.Limits.class)),
            Texts.LINKS,
            PublicSuffixes.bundled());

    private static final String[] SPAM = {"pills", "casino", "winner", "cheap", "offer", "loan", "credit", "viagra"};
    private static final String[] HAM = {"meeting", "patch", "kernel", "report", "lunch", "review", "thanks", "branch"};
    private static final String[] BOTH = {"the", "a", "we", "you", "and", "today", "please", "with", "new", "for"};

    private Lessons() {}

    public static Mail spam(int number) {
        return Mails.data(message(number, true));
    }

    public static Mail ham(int number) {
        return Mails.data(message(number, false));
    }

    static String message(int number, boolean spam) {
        String[] words = spam ? SPAM : HAM;
        String domain = spam ? "sender" + number % 7 + ".example" : "friend" + number % 5 + ".example";
        var random = new Random(number * 2L + (spam ? 1 : 0));
        var text = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            String[] from = random.nextInt(3) == 0 ? words : BOTH;
            text.append(from[random.nextInt(from.length)]).append(i % 10 == 9 ? "\n" : " ");
        }
        return ("From: a@" + domain + "\nTo: b@example.org\nSubject: " + words[random.nextInt(words.length)]
                        + "\nMessage-ID: <" + number + "@" + domain + ">\n\n" + text)
                .replace("\n", "\r\n");
    }

    public static Sample sample(Mail mail) {
        return READER.of(mail);
    }

    /** Teaches so many of each. */
    public static void teach(Model model, int each) {
        for (int i = 0; i < each; i++) {
            model.learn(sample(spam(i)), true);
            model.learn(sample(ham(i)), false);
        }
    }

    public static Model model() {
        return new Model(Binder.defaults(Model.Options.class));
    }
}
