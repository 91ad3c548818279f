package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.model.language.ConstantExpression;
import org.apache.camel.model.language.SimpleExpression;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.serai.camel.Condition.Truth;
import org.serai.mail.Disposition;

/** What the check of routes understands of a condition, at phase data and with disposition TAG. */
class ConditionTest {

    private static final Course COURSE = Course.begin("data").decided(Disposition.TAG);

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "${variable.phase} == 'data', YES",
                "${variable.phase} != 'data', NO",
                "${variable.phase} == \"helo\", NO",
                "${variable.disposition} == 'TAG', YES",
                "${variable.disposition} == 'ACCEPT' || ${variable.disposition} == 'TAG', YES",
                "${variable.disposition} == 'ACCEPT' || ${variable.disposition} == 'REJECT', NO",
                "${variable.disposition} == 'TAG' && ${variable.phase} == 'helo', NO",
                "${variable.disposition} == 'TAG' && ${body.has('X')}, MAYBE",
                "${variable.disposition} == 'REJECT' && ${body.has('X')}, NO",
                "${variable.disposition} == 'TAG' || ${body.has('X')}, YES",
                "${body.has('X')}, MAYBE",
                "${variable.disposition} == 'TAG' && ${body.has('X')} || ${body.has('Y')}, MAYBE",
                "${variable.disposition} == ${variable.phase}, MAYBE",
                "${variable.disposition} =~ 'tag', MAYBE",
                "${variable.disposition} == 'TAG, MAYBE",
                "${variable.disposition} == '{{my.word}}', MAYBE",
                "${variable.disposition} == '${variable.phase}', MAYBE",
                "${variable.disposition} == 'T\\tAG', MAYBE",
                "${variable.other} == 'TAG', MAYBE"
            })
    void aCondition(String text, Truth truth) {
        assertThat(Condition.of(new SimpleExpression(text), COURSE)).isEqualTo(truth);
    }

    @Test
    void nothingWasDecidedYet() {
        assertThat(Condition.of(new SimpleExpression("${variable.disposition} == 'ACCEPT'"), Course.begin("data")))
                .isEqualTo(Truth.NO);
        assertThat(Condition.of(new SimpleExpression("${variable.disposition} == 'null'"), Course.begin("data")))
                .isEqualTo(Truth.NO);
        assertThat(Condition.of(new SimpleExpression("${variable.disposition} != 'TAG'"), Course.begin("data")))
                .isEqualTo(Truth.YES);
    }

    @Test
    void aConstantSaysWhatItIs() {
        assertThat(Condition.of(new ConstantExpression("true"), COURSE)).isEqualTo(Truth.YES);
        assertThat(Condition.of(new ConstantExpression("false"), COURSE)).isEqualTo(Truth.NO);
        // Camel takes it for true.
        assertThat(Condition.of(new ConstantExpression("yes"), COURSE)).isEqualTo(Truth.MAYBE);
        assertThat(Condition.of(new ConstantExpression("{{my.word}}"), COURSE)).isEqualTo(Truth.MAYBE);
        assertThat(Condition.of(null, COURSE)).isEqualTo(Truth.MAYBE);
    }
}
