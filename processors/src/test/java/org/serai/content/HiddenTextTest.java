package org.serai.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.Mails;
import org.serai.content.Link.Kind;

class HiddenTextTest {

    @ParameterizedTest
    @ValueSource(strings = {"<title>", "<title></x>", "<!-->", "<!-- --", "<textarea></textare>", "<script></script"})
    void repeatedThousandsOfTimesItTakesNoLonger(String html) {
        // Quadratic it would be minutes.
        assertTimeoutPreemptively(
                Duration.ofSeconds(60), () -> HtmlText.read("1", html.repeat((1 << 20) / html.length())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!-- x --!>seen",
                "<!-->seen",
                "<title><!--</title>seen",
                "<textarea><!--</textarea>seen",
                "<script-x>seen</script-x>",
                "<style-x>seen",
                "<script>x</scripture></script>seen"
            })
    void whatABrowserShowsIsRead(String html) {
        assertThat(HtmlText.read("1", html).text()).endsWith("seen");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hidden",
                "hidden=''",
                "style=display:none",
                "style='DISPLAY : None !important'",
                "style='color:red;/* c */display:none'",
                "style='background:url(data:a;b);display:none'",
                "style='visibility:hidden'",
                "style=opacity:0",
                "style='opacity: 0.01'",
                "style='font-size:0'",
                "style='font-size:1px;line-height:1px'",
                "style='font-size:2pt'",
                "style='font-size:0em'",
                "style='max-height:0;overflow:hidden'",
                "style='overflow: hidden; height: 0px'",
                "style='text-indent:-9999px'",
                "style='position:absolute;left:-5000px'",
                "style='color:#fff'",
                "style='color:#FEFDFE'",
                "style='color:white'",
                "style='color:rgb(255, 250, 255)'",
                "style='color:rgba(0,0,0,0.0)'",
                "style='color:transparent'",
                "style='color:#1234560a; color:#f8f8f8'",
                "bgcolor=000000",
                "bgcolor='#101010'",
                "style='background:#000 none'",
                "style='background-color:rgb(1 2 3 / 1)'",
                "style=&quot;&quot; style=x hidden"
            })
    void nobodySeesIt(String attributes) {
        assertThat(texts("vi<span " + attributes + ">xyz</span>agra")).isEqualTo(tuple("viagra", "xyz"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "style='display:block'",
                "style='font-size:11px'",
                "style='font-size:0.9em'",
                "style='font-size:1rem'",
                "style='font-size:100%'",
                "style='font-size:small'",
                "style='font-size:calc(1px + 1em)'",
                "style='max-height:0'",
                "style='overflow:hidden'",
                "style='height:0;overflow:visible'",
                "style='text-indent:-20px'",
                "style='opacity:0.5'",
                "style='color:#999'",
                "style='color:#fff;background:#333'",
                "style='color:#fff;background:url(x.png)'",
                "style='color:#fff;background:linear-gradient(#fff,#000)'",
                "style='color:#fff' background=x.png",
                "style='color:var(--x)'",
                "style='background:transparent'",
                "style='x-display:none'",
                "style=display",
                "style=':;;:(;'",
                "data-hidden",
                "hiddenx"
            })
    void peopleSeeIt(String attributes) {
        assertThat(texts("vi<span " + attributes + ">xyz</span>agra")).isEqualTo(tuple("vixyzagra", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<table bgcolor=black><tr><td><font color=white>a</font><font color=#000>b</font></table>c | a c | b",
                "<body bgcolor=navy text=white>a<p style=color:navy>b</p>c | a c | b",
                "<div style='background:#000'><div style='background:#fff'>a</div>b</div> | a | b",
                "<div style=display:none>a<div style=display:block>b</div>c</div>d | d | a b c",
                "<div style=visibility:hidden>a<i style=visibility:visible>b</i>c</div>d | b d | a c",
                "<td style=font-size:0>a<div style=font-size:14px>b</div></td> | b | a",
                "<td style=font-size:0>a<b style=font-size:100%>b</b></td>c | c | ab",
                "<p style=display:none>a<p>b | b | a",
                "<ul><li hidden>a<li>b</ul> | b | a",
                "<tr><td hidden>a<td>b<tr><td>c | b c | a",
                "<tr hidden><td>a<td>b<tr><td>c | c | a b",
                "<div hidden><span><b>a</div>b | b | a",
                "<div hidden>a<br>b<img src=x></span></i>c</div>d | d | a b c",
                "<dl><dt hidden>a<dd>b</dl> | b | a",
                "a<div hidden>b</div>c | ac | b",
                "a<div style=color:#fff>b</div>c | a c | b",
                "a<br hidden>b | ab |",
                "<font color=white>a</font> <a href=x style=color:white>b</a><font color=white><a href=x>c</a> | c | a b",
                "<style>.q{display:none}</style>a<i class=q>b</i><i class='p q'>c</i><i class=r>d</i> | ad | b c",
                "<style>#q , .x{display:none} i{color:red}</style>a<i id=q>b</i><b id=p>c</b> | ac | b",
                "<style><!-- /* x{} */ B { font-size:0 } --></style>a<b>b</b>c | ac | b",
                "<style>.q{display:none}</style><i class=q style=display:inline>a</i>b | b | a",
                "<style>.q{color:#fff}</style><i class=q style=color:red>a</i>b | ab |",
                "<style>@import 'x';@media (max-width:9px){.q{display:none} .r{color:#fff}} .s{display:none}</style>"
                        + "<i class=q>a</i><i class=r>b</i><i class=s>c</i> | ab | c",
                "<style>.a .q{display:none}.q:hover{display:none}</style><i class=q>a</i> | a |",
                "<style>.q{display:none</style><i class=q>a</i>b | b | a",
                "<style>{}} .q{display:none}</style><i class=q>a</i> | a |",
                "<div hidden>a | | a"
            })
    void elementsAreNested(String html, String seen, String hidden) {
        assertThat(texts(html)).isEqualTo(tuple(seen == null ? "" : seen, hidden == null ? "" : hidden));
    }

    @Test
    void whatIsHiddenStillRefers() {
        TextPart part = part("a<div hidden><a href=http://x.example/>b</a></div><a href=y>c</a>");

        assertThat(part.references())
                .extracting(TextPart.Reference::kind, TextPart.Reference::target, each -> part.text()
                        .substring(each.from(), each.to()))
                .containsExactly(tuple(Kind.LINK, "http://x.example/", ""), tuple(Kind.LINK, "y", "c"));
        assertThat(Texts.LINKS
                        .of(Mails.data("Content-Type: text/html\r\n\r\n<p hidden>http://in.example/"))
                        .urls())
                .containsExactly("http://in.example/");
    }

    @Test
    void charactersWithoutWidthAreCounted() {
        TextPart part = part("v\u200bi&shy;a&#8204;g\u3164r\udb40\udc41a\u2060 \u2764\ufe0f");

        assertThat(part.text()).isEqualTo("viagra \u2764");
        assertThat(part.invisible()).isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource({"<div>,</div>", "<p><b>,</p>", "<p><table><td>,</td>", "<li><ul>,</ul>", "<i hidden>,</i>"})
    void deepNestingIsBounded(String begin, String end) {
        String html = begin.repeat(20_000) + "a" + end.repeat(20_000) + "b";

        assertThat(part(html).text() + part(html).hidden()).contains("a").contains("b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<p>",
                "<p><i>",
                "<li></li>",
                "<b></i>",
                "<td>",
                "<p style=display:none>",
                "<i style='a:b;c:d",
                "<style>.a{}",
                "<style>.a,</style>",
                "<style>@media{",
                "<style>/*</style>",
                "<i hidden>a</i>b",
                "<i class='a a a a a a a a'>",
                "<font color=white>",
                "\udb40\udc41"
            })
    void timeGrowsWithTheSizeAlone(String piece) {
        String html = "<style>.a{color:#fff}</style><li><ul>" + "<b>".repeat(9_000)
                + piece.repeat((1 << 18) / piece.length());

        // What takes too long by itself does so each time.
        await().untilAsserted(() -> {
            long start = System.nanoTime();
            part(html);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        });
    }

    private static Tuple texts(String html) {
        TextPart part = part(html);
        return tuple(part.text().strip(), part.hidden().strip());
    }

    private static TextPart part(String html) {
        return HtmlText.read("1", html);
    }
}
