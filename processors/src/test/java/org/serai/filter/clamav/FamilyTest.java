package org.serai.filter.clamav;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FamilyTest {

    @ParameterizedTest
    @CsvSource({
        "Win.Test.EICAR_HDB-1, VIRUS",
        "Test.Eicar.NDB.UNOFFICIAL, VIRUS",
        "Doc.Downloader.Emotet-9779404-0, VIRUS",
        "Heuristics.Phishing.Email.SpoofedDomain, PHISHING",
        "Email.Phishing.VOF1-6297301-0, PHISHING",
        "PhishTank.Phishing.6117523.UNOFFICIAL, PHISHING",
        "Heuristics.Encrypted.Zip, UNSCANNED",
        "Heuristics.Encrypted.PDF, UNSCANNED",
        "Heuristics.Limits.Exceeded.MaxFileSize, UNSCANNED",
        "Heuristics.Limits.Exceeded, UNSCANNED",
        "Heuristics.OLE2.ContainsMacros.VBA, HEURISTIC",
        "Heuristics.Broken.Executable, HEURISTIC",
        "PUA.Win.Packer.Upx-4, HEURISTIC",
        "Puas.Are.Not.Meant, VIRUS"
    })
    void theNameTellsTheFamily(String signature, Family family) {
        assertThat(Family.of(signature, List.of("heuristics.", "pua."))).isEqualTo(family);
    }
}
