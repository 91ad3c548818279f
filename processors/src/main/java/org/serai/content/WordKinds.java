package org.serai.content;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacter.WordBreak;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.lang.UScript;

/** What characters are to {@link Words}: the property Word_Break of UAX #29, by ICU, as far as it matters there. */
final class WordKinds {

    /** No part of a word. */
    static final byte OTHER = 0;

    /** Belongs to what stands before it. */
    static final byte EXTEND = 1;

    /** Of a script without spaces between words. */
    static final byte UNSPACED = 2;

    static final byte PICTURE = 3;
    static final byte FLAG = 4;

    /** Of money, and {@code #}. */
    static final byte SIGN = 5;

    /** None of the kinds up to here is ever inside of a word. */
    static final byte LAST_OUTSIDE = SIGN;

    /** Between letters. */
    static final byte MID_LETTER = 6;

    /** Between digits. */
    static final byte MID_DIGIT = 7;

    /** Between both. */
    static final byte MID = 8;

    static final byte APOSTROPHE = 9;
    static final byte QUOTE = 10;

    /** This and what follows make words: {@code _} and its like. */
    static final byte CONNECTOR = 11;

    static final byte LETTER = 12;
    static final byte HEBREW = 13;
    static final byte DIGIT = 14;

    static final char JOINER = '\u200d';

    private static final byte[] ASCII = ascii();

    private WordKinds() {}

    private static byte[] ascii() {
        var kinds = new byte[128];
        for (char c = 'a'; c <= 'z'; c++) {
            kinds[c] = LETTER;
            kinds[c - 'a' + 'A'] = LETTER;
        }
        for (char c = '0'; c <= '9'; c++) {
            kinds[c] = DIGIT;
        }
        kinds['_'] = CONNECTOR;
        kinds[':'] = MID_LETTER;
        kinds['.'] = MID;
        kinds['\''] = APOSTROPHE;
        kinds['"'] = QUOTE;
        kinds[','] = MID_DIGIT;
        kinds[';'] = MID_DIGIT;
        kinds['$'] = SIGN;
        kinds['#'] = SIGN;
        return kinds;
    }

    static byte ascii(char c) {
        return ASCII[c];
    }

    static byte of(int codePoint) {
        return codePoint < Unicode.BASIC.length ? Unicode.BASIC[codePoint] : Unicode.of(codePoint);
    }

    /** UAX #29 WB6, WB7, WB7b, WB7c, WB11, WB12. */
    static boolean holds(byte before, byte middle, byte behind) {
        return switch (middle) {
            case MID_LETTER -> letter(before) && letter(behind);
            case MID_DIGIT -> before == DIGIT && behind == DIGIT;
            case MID, APOSTROPHE -> letter(before) && letter(behind) || before == DIGIT && behind == DIGIT;
            case QUOTE -> before == HEBREW && behind == HEBREW;
            default -> false;
        };
    }

    private static boolean letter(byte kind) {
        return kind == LETTER || kind == HEBREW;
    }

    /** ICU's part, made when the first text comes that needs it. */
    private static final class Unicode {

        /** Of the basic plane; computed, since a look-up in ICU's tables for each character would cost ten times as much. */
        static final byte[] BASIC = new byte[0x10000];

        static {
            for (int c = 0; c < BASIC.length; c++) {
                BASIC[c] = c < 128 ? ascii((char) c) : of(c);
            }
        }

        static byte of(int c) {
            if (c == '€' || c == '£' || c == '¥') {
                return SIGN;
            }
            return switch (UCharacter.getIntPropertyValue(c, UProperty.WORD_BREAK)) {
                case WordBreak.EXTEND, WordBreak.FORMAT, WordBreak.ZWJ -> EXTEND;
                case WordBreak.REGIONAL_INDICATOR -> FLAG;
                case WordBreak.MIDLETTER -> MID_LETTER;
                case WordBreak.MIDNUM -> MID_DIGIT;
                case WordBreak.MIDNUMLET -> MID;
                case WordBreak.SINGLE_QUOTE -> APOSTROPHE;
                case WordBreak.DOUBLE_QUOTE -> QUOTE;
                case WordBreak.EXTENDNUMLET -> CONNECTOR;
                case WordBreak.HEBREW_LETTER -> HEBREW;
                case WordBreak.NUMERIC -> DIGIT;
                case WordBreak.KATAKANA -> UNSPACED;
                case WordBreak.ALETTER -> UScript.getScript(c) == UScript.HAN ? UNSPACED : LETTER;
                default -> unnamed(c);
            };
        }

        private static byte unnamed(int c) {
            if (UCharacter.isLetter(c) || UCharacter.getType(c) == UCharacter.LETTER_NUMBER) {
                return UNSPACED;
            }
            return UCharacter.hasBinaryProperty(c, UProperty.EXTENDED_PICTOGRAPHIC) ? PICTURE : OTHER;
        }
    }
}
