package org.serai.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.mail.AddressKey;

class LdapFilterTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "anna, (mail=anna@example.org)",
                "*, (mail=\\2a@example.org)",
                "a)(uid=*, (mail=a\\29\\28uid=\\2a@example.org)",
                "a\\2a, (mail=a\\5c2a@example.org)",
                "{domain}, (mail={domain}@example.org)",
                "bücher, (mail=b\\c3\\bccher@example.org)"
            })
    void whatMeansSomethingInAFilterIsEscaped(String local, String filter) {
        assertThat(LdapFilter.parse("(mail={address})").of(new AddressKey(local, "example.org")))
                .hasToString(filter);
    }

    @Test
    void aNulIsEscaped() {
        assertThat(LdapFilter.parse("(uid={local})").of(new AddressKey("a\0b", "example.org")))
                .hasToString("(uid=a\\00b)");
    }

    @Test
    void eachPlaceIsFilled() {
        assertThat(LdapFilter.parse("(|(mail={address})(&(uid={local})(associatedDomain={domain})))")
                        .of(new AddressKey("anna", "example.org")))
                .hasToString("(|(mail=anna@example.org)(&(uid=anna)(associatedDomain=example.org)))");
    }

    @Test
    void theEmptyOneIsNone() {
        assertThat(LdapFilter.parse(" ").isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(mail={adress})",
                "(mail={address}",
                "mail",
                "({local}=x)",
                "(&({local}=x)(mail={address}))",
                "(objectClass=person)",
                "(mail={address"
            })
    void aWrongOneIsRefused(String text) {
        assertThatThrownBy(() -> LdapFilter.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }
}
