package org.serai.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.mail.Network;

class ReceivedTest {

    @ParameterizedTest(name = "{2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    192.0.2.1    | mx.sender.example | from mx.sender.example (mx.sender.example [192.0.2.1]) (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)) (No client certificate requested) by relay.example.org (Postfix) with ESMTPS id 4RbX1 for <b@example.org>; Tue, 24 Nov 2026 12:00:00 +0000
                    192.0.2.1    | [10.0.0.7]        | from [10.0.0.7] (unknown [192.0.2.1]) by relay.example.org (Postfix) with ESMTPSA id 4RbX1
                    2001:db8::25 | mx.sender.example | from mx.sender.example (mx.sender.example [IPv6:2001:db8::25]) by relay.example.org (Postfix) with ESMTP id 4RbX1
                    192.0.2.1    | mx.sender.example | from mx.sender.example (IDENT:root@mx.sender.example [192.0.2.1] (may be forged)) by relay.example.org (8.17.1/8.17.1) with ESMTP id 2B1
                    192.0.2.1    | mx.sender.example | from mx.sender.example ([192.0.2.1]) by relay.example.org (8.17.1/8.17.1) with SMTP id 2B1
                    192.0.2.1    | mx.sender.example | from mx.sender.example (IDENT:nobody@[192.0.2.1]) by relay.example.org (8.11.2/8.11.2) with SMTP id 2B1
                    192.0.2.1    | mx.sender.example | from mx.sender.example ([192.0.2.1]) by relay.example.org with esmtps (TLS1.3) tls TLS_AES_256_GCM_SHA384 (Exim 4.96) (envelope-from <a@sender.example>) id 1x
                    192.0.2.1    | ehlo.example      | from mx.sender.example ([192.0.2.1] helo=ehlo.example) by relay.example.org with esmtp (Exim 4.96) id 1x
                    192.0.2.1    | ehlo.example      | from mx.sender.example ([192.0.2.1]:50112 helo=ehlo.example ident=root) by relay.example.org with esmtp (Exim 4.96) id 1x
                    192.0.2.1    | ehlo.example      | from [192.0.2.1] (helo=ehlo.example) by relay.example.org with smtp id 1x-2y-3z
                    192.0.2.1    | [198.51.100.9]    | from [192.0.2.1] (port=4096 helo=[198.51.100.9]) by relay.example.org with smtp (Exim 4.96) id 1x
                    192.0.2.1    | [192.0.2.1]       | from [192.0.2.1] by relay.example.org with smtp (Exim 4.96) id 1x
                    2001:db8::25 | mx.sender.example | from mx.sender.example ([2001:db8::25]:50112) by relay.example.org with esmtps (Exim 4.96) id 1x
                    192.0.2.1    | ehlo.example      | from unknown (HELO ehlo.example) (192.0.2.1) by 0 with SMTP; 24 Nov 2026 12:00:00 -0000
                    192.0.2.1    | [198.51.100.9]    | from mx.sender.example (HELO [198.51.100.9]) (root@192.0.2.1) by 0 with SMTP; 24 Nov 2026 12:00:00 -0000
                    192.0.2.1    | mx.sender.example | from mx.sender.example (192.0.2.1) by relay.example.org with SMTP; 24 Nov 2026 12:00:00 -0000
                    192.0.2.1    | mx.sender.example | from mx.sender.example (192.0.2.1) by EX01.example.org (10.1.2.4) with Microsoft SMTP Server (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.2.1544.4 via Frontend Transport; Tue, 24 Nov 2026
                    2001:db8::25 | mx.sender.example | from mx.sender.example (2001:db8::25) by BN8NAM11FT033.mail.protection.outlook.com (2603:10b6:408:ac::31) with Microsoft SMTP Server id 15.20.5868.12
                    192.0.2.1    | mx.sender.example | from mx.sender.example ([192.0.2.1]) by relay.example.org with Microsoft SMTPSVC(10.0.14393.4169)
                    192.0.2.1    | mx.sender.example | from mx.sender.example (mx.sender.example. [192.0.2.1]) by mx.google.com with ESMTPS id a1-20020a05 for <b@example.org> (version=TLS1_3 cipher=TLS_AES_128_GCM_SHA256 bits=128/128)
                    192.0.2.1    | [10.0.0.7]        | from [10.0.0.7] (dsl.sender.example. [192.0.2.1]) by smtp.gmail.com with ESMTPSA id a1
                    192.0.2.1    | mx.sender.example | from mx.sender.example (mx.sender.example [192.0.2.1]) by relay.example.org (Haraka/3.1.3) with ESMTPS id 8E0A envelope-from <a@sender.example> tls TLS_AES_256_GCM_SHA384
                    192.0.2.1    | mx.sender.example | from mx.sender.example (mx.sender.example [192.0.2.1]) by relay.example.org (OpenSMTPD) with ESMTPS id 7 (TLSv1.3:TLS_AES_256_GCM_SHA384:256:NO)
                    192.0.2.1    | mx.sender.example | from mx.sender.example ([::ffff:192.0.2.1]) (TLS: TLSv1.3,256bits,TLS_AES_256_GCM_SHA384) by relay.example.org with ESMTPS; Tue, 24 Nov 2026
                    192.0.2.1    | mx.sender.example | from 192.0.2.1 (EHLO mx.sender.example) (192.0.2.1) by mta1.mail.example.org with SMTPS; Tue, 24 Nov 2026
                    192.0.2.1    | mx.sender.example | from mx.sender.example ([192.0.2.1]:55380 "EHLO mx.sender.example" rhost-flags-OK-OK-OK-OK) by relay.example.org with ESMTP id S1
                    192.0.2.1    | localhost         | from [192.0.2.1] ([192.0.2.1:4330] helo=localhost) by relay.example.org (envelope-from <a@sender.example>) (ecelerity 4.4.0) with ESMTP id 1
                    192.0.2.1    | User              | from [192.0.2.1] (account a@example.org HELO User) by relay.example.org (CommuniGate Pro SMTP 6.1.9) with ESMTPA id 1
                    192.0.2.1    | mx.sender.example | FROM mx.sender.example( mx.sender.example [192.0.2.1] )BY relay.example.org
                    192.0.2.1    | pop.example.org   | from pop.example.org [192.0.2.1] by localhost with IMAP (fetchmail-6.4.37) for <b@localhost> (single-drop)
                    127.0.0.1    | localhost         | from localhost ([127.0.0.1]) by localhost (relay.example.org [127.0.0.1]) (amavis, port 10024) with ESMTP id 1
                    """)
    void readsWhatServersWrite(String address, String helo, String field) {
        assertThat(Received.parse(field)).isEqualTo(new Received.From(Network.literal(address), helo));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "by relay.example.org (Postfix, from userid 1000) id 4RbX1; Tue, 24 Nov 2026 12:00:00 +0000",
                "by relay.example.org (Postfix) id 4RbX1; Tue, 24 Nov 2026 12:00:00 +0000",
                "by 2002:a05:6a10:8a44:b0:4d2:b3a5:eb1 with SMTP id a1; Tue, 24 Nov 2026 04:00:00 -0800 (PST)",
                "(qmail 12345 invoked from network); 24 Nov 2026 12:00:00 -0000",
                "(from root@localhost) by relay.example.org (8.17.1/8.17.1/Submit) id 2B1",
                "from www-data by relay.example.org with local (Exim 4.96) (envelope-from <a@example.org>) id 1x",
                "from a@sender.example by relay.example.org by uid 5 with qmail-scanner-2.11",
                "from mail pickup service by relay.example.org with Microsoft SMTPSVC; Tue, 24 Nov 2026"
            })
    void nobodyConnected(String field) {
        assertThat(Received.parse(field)).isInstanceOf(Received.Inside.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";",
                "whatever; Tue, 24 Nov 2026 18:00:00 +0000",
                "with ESMTP id 1",
                "from",
                "from mx.sender.example",
                "from mx.sender.example by relay.example.org (MDaemon PRO v23) with ESMTP id md1",
                "from mx.sender.example (unknown) by relay.example.org with ESMTP",
                "from 192.0.2.1 by relay.example.org with ESMTP",
                "from [192.0.2.1] by relay.example.org with ESMTP",
                "from mx.sender.example ([300.1.2.3]) by relay.example.org",
                "from mx.sender.example (192.0.2.1 or so) by relay.example.org",
                "from mx.sender.example ([192.0.2.1"
            })
    void somebodyDidWhoIsNotNamed(String field) {
        assertThat(Received.parse(field)).isInstanceOf(Received.Unreadable.class);
    }

    /** A client writes HELO, and its operator the name of its address; neither may pass for the address. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "from [198.51.100.9] (unknown [192.0.2.1]) by relay.example.org (Postfix) with SMTP id 1",
                "from [198.51.100.9] (192.0.2.1) by relay.example.org with Microsoft SMTP Server id 15",
                "from 198.51.100.9 (198.51.100.9.sender.example [192.0.2.1]) by relay.example.org (Postfix)",
                "from mx ([192.0.2.1] helo=[198.51.100.9]) by relay.example.org with smtp (Exim 4.96)",
                "from unknown (HELO [198.51.100.9]) (192.0.2.1) by 0 with SMTP",
                "from unknown (HELO 198.51.100.9) (198.51.100.9@192.0.2.1) by 0 with SMTP",
                "from x (IDENT:[198.51.100.9]@mx.sender.example [192.0.2.1]) by relay.example.org (8.17.1/8.17.1)",
                "from helo=[198.51.100.9] (unknown [192.0.2.1]) by relay.example.org (Postfix) for <(Exim@x>",
                "from by (unknown [192.0.2.1]) by [198.51.100.9] (x [198.51.100.9])",
            })
    void isNotDeceivedByWhatTheClientSays(String field) {
        assertThat(Received.parse(field)).isInstanceOfSatisfying(Received.From.class, from -> assertThat(from.address())
                .isEqualTo(Network.literal("192.0.2.1")));
    }

    @Test
    void aHeloIsPrintableAndBounded() {
        String field = "from <é\u0001>" + "x".repeat(300) + " (unknown [192.0.2.1]) by relay.example.org";

        assertThat(Received.parse(field))
                .isEqualTo(new Received.From(Network.literal("192.0.2.1"), "????" + "x".repeat(251)));
    }

    @Test
    void aHostileFieldCostsNothing() {
        assertThat(Received.parse("from x " + "(".repeat(100_000))).isInstanceOf(Received.Unreadable.class);
        assertThat(Received.parse("from x " + "([".repeat(100_000))).isInstanceOf(Received.Unreadable.class);
        assertThat(Received.parse("from " + "x".repeat(100_000))).isInstanceOf(Received.Unreadable.class);
        assertThat(Received.parse("from x (\\")).isInstanceOf(Received.Unreadable.class);
    }

    @Test
    void noTextThrows() {
        var random = new Random(5321);
        String[] pieces = {
            "from ",
            " by ",
            "(",
            ")",
            "[",
            "]",
            "192.0.2.1",
            "IPv6:",
            "::1",
            "helo=",
            "HELO ",
            "@",
            ";",
            "\\",
            "\"",
            " ",
            "x",
            ":",
            "with local"
        };
        for (int i = 0; i < 100_000; i++) {
            var field = new StringBuilder(random.nextBoolean() ? "from " : "");
            for (int n = random.nextInt(20); n > 0; n--) {
                field.append(
                        random.nextInt(10) == 0 ? (char) random.nextInt(256) : pieces[random.nextInt(pieces.length)]);
            }

            assertThat(Received.parse(field.toString())).isNotNull();
        }
    }
}
