package org.serai.identity.arc;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.serai.identity.ArcResult.Seal;
import org.serai.identity.dkim.Signer;
import org.serai.identity.dkim.TagList;
import org.serai.mime.MimeView.Field;

/**
 * The three fields that one server added (RFC 8617 section 4).
 *
 * @param results ARC-Authentication-Results
 * @param signature ARC-Message-Signature
 * @param seal ARC-Seal
 * @param signer of the seal
 */
record ArcSet(Field results, Field signature, TagList signatureTags, Field seal, TagList sealTags, Signer signer) {

    private static final int MAX_RESULTS = 2048;

    /**
     * Joins fields to sets.
     *
     * @return instance 1 first
     * @throws ChainException when there are not the same instances of all three, from 1 on, each once
     */
    static List<ArcSet> join(List<Field> results, List<Field> signatures, List<Field> seals) throws ChainException {
        int count = seals.size();
        if (results.size() != count || signatures.size() != count) {
            throw new ChainException("not each set has three fields");
        }
        var resultsOf = new Field[count];
        for (Field field : results) {
            put(resultsOf, instance(field.body()), field);
        }
        var signatureOf = new Field[count];
        for (Field field : signatures) {
            put(signatureOf, instance(tags(field)), field);
        }
        var sealOf = new Field[count];
        for (Field field : seals) {
            put(sealOf, instance(tags(field)), field);
        }
        var sets = new ArrayList<ArcSet>(count);
        for (int i = 0; i < count; i++) {
            TagList seal = tags(sealOf[i]);
            sets.add(new ArcSet(
                    resultsOf[i],
                    signatureOf[i],
                    tags(signatureOf[i]),
                    sealOf[i],
                    seal,
                    ChainException.unless(i + 1, () -> Signer.ofSeal(seal))));
        }
        return sets;
    }

    private static void put(Field[] fields, int instance, Field field) throws ChainException {
        if (instance < 1 || instance > fields.length || fields[instance - 1] != null) {
            throw new ChainException("the instances are not 1 to " + fields.length + ", each once");
        }
        fields[instance - 1] = field;
    }

    private static TagList tags(Field field) throws ChainException {
        TagList tags = TagList.parse(field.body());
        if (tags == null) {
            throw new ChainException("a field is no list of tags");
        }
        return tags;
    }

    private static int instance(TagList tags) {
        return number(tags.get("i"));
    }

    /** {@code i=} stands in front, before a semicolon (section 4.1.1). */
    private static int instance(String results) {
        int semicolon = results.indexOf(';');
        TagList tags = semicolon < 0 ? null : TagList.parse(results.substring(0, semicolon));
        return tags == null ? 0 : instance(tags);
    }

    /** 0 where it is none of at most two digits. */
    private static int number(@Nullable String digits) {
        int out = 0;
        for (int i = 0; digits != null && i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9' || i > 1) {
                return 0;
            }
            out = out * 10 + c - '0';
        }
        return out;
    }

    /** What the seal says of the chain before it, {@code cv=}. */
    String validation() {
        String said = sealTags.get("cv");
        return said == null ? "" : said;
    }

    Seal told(int instance) {
        String text = results.body();
        String after = text.substring(text.indexOf(';') + 1).strip();
        return new Seal(
                instance,
                signer.domain(),
                signer.selector(),
                after.substring(0, Math.min(after.length(), MAX_RESULTS)));
    }
}
