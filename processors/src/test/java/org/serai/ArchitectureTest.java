package org.serai;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.ClassesShouldConjunction;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.serai.filter.SessionSymbols;

/** What may depend on what. */
@AnalyzeClasses(packages = "org.serai", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String MAIL = "org.serai.mail..";
    private static final String CONFIG = "org.serai.config..";
    private static final String MIME = "org.serai.mime..";
    private static final String CONTENT = "org.serai.content..";
    private static final String LEARN = "org.serai.learn..";
    private static final String TRAIN = "org.serai.train..";
    private static final String FILTER = "org.serai.filter..";
    private static final String CUSTODY = "org.serai.custody..";
    private static final String VERDICT = "org.serai.verdict..";
    private static final String DNS = "org.serai.dns..";
    private static final String IDENTITY = "org.serai.identity..";
    private static final String REPORT = "org.serai.report..";
    private static final String DIGEST = "org.serai.digest..";
    private static final String STORE = "org.serai.store..";
    private static final String KAFKA = "org.serai.kafka..";
    private static final String DIRECTORY = "org.serai.directory..";
    private static final String HISTORY = "org.serai.history..";
    private static final String STATE = "org.serai.state..";
    private static final String ADMIN = "org.serai.admin..";
    private static final String CHECK = "org.serai.check..";
    private static final String DELIVERY = "org.serai.delivery..";
    private static final String SMTP = "org.serai.smtp..";
    private static final String CAMEL = "org.serai.camel..";
    private static final String TRACING = "org.serai.tracing..";
    private static final String ANNOTATIONS = "org.jspecify..";

    /** Of our own packages, these alone. */
    private static ClassesShouldConjunction knowsOnly(String name, String... ours) {
        return noClasses()
                .that()
                .resideInAPackage(name)
                .should()
                .dependOnClassesThat(resideInAPackage("org.serai..").and(not(resideInAnyPackage(ours))));
    }

    @ArchTest
    static final ArchRule mail = classes()
            .that()
            .resideInAPackage(MAIL)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(MAIL, "java..", ANNOTATIONS)
            .because("all parts share what a mail is; put what needs a library behind an interface here and"
                    + " implement it where that library lives");

    @ArchTest
    static final ArchRule config = classes()
            .that()
            .resideInAPackage(CONFIG)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(CONFIG, MAIL, "java..", ANNOTATIONS)
            .because("properties are read before anything else is there; an options record belongs to the package that"
                    + " uses it");

    @ArchTest
    static final ArchRule mime = knowsOnly(MIME, MIME, CONFIG, MAIL)
            .because("MIME is a view of a mail, whatever looks at it; move what judges into a filter");

    @ArchTest
    static final ArchRule dns = knowsOnly(DNS, DNS, CONFIG, MAIL)
            .because("the DNS only answers; what an answer means belongs to who asked");

    @ArchTest
    static final ArchRule dnsjava = noClasses()
            .that()
            .resideOutsideOfPackage(DNS)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.xbill..")
            .because("there is one way to ask the DNS, with its cache and its limits: org.serai.dns.Dns");

    @ArchTest
    static final ArchRule identity = knowsOnly(IDENTITY, IDENTITY, DNS, MIME, CONFIG, MAIL)
            .because("SPF, DKIM, ARC and DMARC are shared by filters, trace fields and reports, and judge nothing");

    @ArchTest
    static final ArchRule content = knowsOnly(CONTENT, CONTENT, IDENTITY, MIME, CONFIG, MAIL)
            .because("texts and links are the same for all filters; what they mean belongs into one");

    @ArchTest
    static final ArchRule learn = knowsOnly(LEARN, LEARN, STORE, CONTENT, IDENTITY, MIME, CONFIG, MAIL)
            .because(
                    "classifiers read a mail, say how likely it is spam, and share what they have learned by the store;"
                            + " what that is worth belongs to a filter");

    @ArchTest
    static final ArchRule icu = noClasses()
            .that()
            .resideOutsideOfPackage(CONTENT)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.ibm.icu..")
            .because("it is large and slow to load: ask org.serai.content, which needs it for foreign scripts alone");

    @ArchTest
    static final ArchRule geo = noClasses()
            .that()
            .resideOutsideOfPackage("org.serai.filter.geo..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.maxmind..")
            .because("the databases are an operator's choice, and off as a rule: ask for the findings of geo");

    @ArchTest
    static final ArchRule directory = knowsOnly(DIRECTORY, DIRECTORY, CONFIG, MAIL)
            .because("a directory answers about addresses; what an answer means belongs to who asked");

    @ArchTest
    static final ArchRule ldap = noClasses()
            .that()
            .resideOutsideOfPackage(DIRECTORY)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.unboundid..")
            .because("there is one way to ask a directory, with its limits and its escaping: org.serai.directory.Ldap");

    @ArchTest
    static final ArchRule history = knowsOnly(HISTORY, HISTORY, STORE, CONTENT, IDENTITY, MIME, CONFIG, MAIL)
            .because(
                    "what was seen before is shared by filters, which read it, and effects, which write it; what it is worth"
                            + " belongs into a filter");

    @ArchTest
    static final ArchRule filter = knowsOnly(
                    FILTER, FILTER, DIRECTORY, HISTORY, STORE, LEARN, CONTENT, IDENTITY, DNS, MIME, CONFIG, MAIL)
            .because("a filter only finds, so that a recorded mail can be judged again; what it needs to know goes into"
                    + " Surroundings, what follows from its findings into verdict");

    @ArchTest
    static final ArchRule filtersDoNotKnowEachOther = slices().matching("org.serai.filter.(*)..")
            .should()
            .notDependOnEachOther()
            .because("a filter must be removable from a route without another one noticing; put what two of them need"
                    + " into org.serai.filter");

    @ArchTest
    static final ArchRule custody = knowsOnly(CUSTODY, CUSTODY, STORE, CONFIG, MAIL)
            .because("a store keeps bytes and a line of JSON; it need not know what is in them");

    @ArchTest
    static final ArchRule kafka = knowsOnly(KAFKA, KAFKA, CUSTODY, CONFIG, MAIL)
            .because("what is sent goes by an endpoint in a route; here is what Camel's endpoints cannot ask");

    @ArchTest
    static final ArchRule kafkaClient = noClasses()
            .that()
            .resideOutsideOfPackages(KAFKA, CAMEL)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..")
            .because("records end at the routes and at org.serai.kafka; the others see messages");

    @ArchTest
    static final ArchRule store = knowsOnly(STORE, STORE, CONFIG)
            .because("the store keeps records, whatever they mean; declare a table where its values are understood");

    @ArchTest
    static final ArchRule state = knowsOnly(STATE, STATE, STORE, CONFIG)
            .because("whoever looks at the store sees each table alike; what is special belongs to who declared it");

    @ArchTest
    static final ArchRule infinispan = noClasses()
            .that()
            .resideOutsideOfPackage(STORE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.infinispan..", "org.jgroups..")
            .because("there is one way to remember, with its limits and its budget: org.serai.store.Table");

    @ArchTest
    static final ArchRule verdict = knowsOnly(VERDICT, VERDICT, CUSTODY, FILTER, IDENTITY, MIME, CONFIG, MAIL)
            .because("a verdict is computed from findings alone; what acts on it is a step in org.serai.camel");

    @ArchTest
    static final ArchRule report = knowsOnly(REPORT, REPORT, STORE, IDENTITY, CONFIG, MAIL)
            .because("a report tells what others have found out; what sends it is a step in org.serai.camel");

    @ArchTest
    static final ArchRule digest = knowsOnly(DIGEST, DIGEST, CUSTODY, STORE, MAIL)
            .because(
                    "it says what users are told and who may do what by a link; mail and pages are steps in org.serai.camel");

    @ArchTest
    static final ArchRule delivery = knowsOnly(DELIVERY, DELIVERY, CONFIG, MAIL)
            .because("the backend client must work without our door and without routes; share through org.serai.mail");

    @ArchTest
    static final ArchRule smtp = knowsOnly(SMTP, SMTP, CONFIG, MAIL, "org.serai.filter")
            .because("the door asks a Policy and knows neither routes nor backend; of filters it knows the symbols of"
                    + " its own findings, SessionSymbols");

    @ArchTest
    static final ArchRule smtpKnowsNoFilter = noClasses()
            .that()
            .resideInAPackage(SMTP)
            .should(dependOnClassesThat(resideInAPackage(FILTER).and(not(equivalentTo(SessionSymbols.class)))))
            .because("what the session notices becomes a finding with a symbol of SessionSymbols; a check of what was"
                    + " said belongs into a filter");

    @ArchTest
    static final ArchRule tracing = knowsOnly(TRACING, TRACING, CONFIG, MAIL)
            .because("it says what a trace tells; where a part of one begins and ends is known in org.serai.camel");

    @ArchTest
    static final ArchRule telemetry = noClasses()
            .that()
            .resideOutsideOfPackages(TRACING, CAMEL)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.opentelemetry..")
            .because("there is one way to tell what a mail went through, which keeps addresses back: MailTraces");

    @ArchTest
    static final ArchRule camel = noClasses()
            .that()
            .resideOutsideOfPackages(CAMEL)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.camel..")
            .because("Camel joins the parts and is no part of any; make a step in org.serai.camel that calls yours");

    @ArchTest
    static final ArchRule netty = noClasses()
            .that()
            .resideOutsideOfPackages(SMTP, DELIVERY, CAMEL)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty..")
            .because("buffers and event loops end at the door and at the backend client; the others see Content");

    @ArchTest
    static final ArchRule archives = noClasses()
            .that()
            .resideOutsideOfPackages("org.serai.filter.attachment..", CONTENT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.tika..", "org.apache.commons.compress..")
            .because(
                    "parsers of foreign formats are reached by one way, with its limits: ask AttachmentFilter what a file"
                            + " is, and AttachmentReader what it says");

    @ArchTest
    static final ArchRule json = noClasses()
            .that()
            .resideOutsideOfPackages(VERDICT, STATE, ADMIN, CHECK, "org.serai.explain..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.fasterxml.jackson..")
            .because("there is one form of a verdict as JSON, and one of the admin API; pass lines on as String");

    @ArchTest
    static final ArchRule admin = knowsOnly(ADMIN, ADMIN, CUSTODY, CONFIG, MAIL)
            .because("it is what callers of the API see; what is done for them is a step in org.serai.camel");

    @ArchTest
    static final ArchRule logging = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.logging..", "org.apache.logging..", "org.apache.log4j..")
            .because("we log by slf4j, so that one configuration rules it all");

    @ArchTest
    static final ArchRule standardStreams = noClasses()
            .that()
            .resideOutsideOfPackages("org.serai.explain..", TRAIN)
            .and(not(equivalentTo(Main.class)))
            .and()
            .doNotHaveFullyQualifiedName("org.serai.Main$PropertiesTable")
            .should(ACCESS_STANDARD_STREAMS)
            .because("only the command line prints; log by slf4j");

    @ArchTest
    static final ArchRule deserialisation = noClasses()
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(ObjectInputStream.class, ObjectOutputStream.class)
            .because("Java's serialisation runs code that a sender chose; write JSON or bytes");

    @ArchTest
    static final ArchRule processes = noClasses()
            .should(callMethodWhere(target(owner(equivalentTo(Runtime.class))).and(target(nameMatching("exec")))))
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(ProcessBuilder.class, ProcessHandle.class)
            .because("no shell and no program of others is run on mail; speak a protocol to a server instead");

    /**
     * Those that read what an operator wrote, or match a bounded text against an expression without nesting. (MailDate's,
     * Binder's and Dsn's split by one character is no expression.)
     */
    private static final String[] MAY_MATCH = {
        "org.serai.config..",
        "org.serai.filter.Scores",
        "org.serai.filter.header.MailDate",
        "org.serai.mail.Network",
        "org.serai.mail.Reply",
        "org.serai.camel.RouteErrors",
        "org.serai.filter.patterns.ListReader",
        "org.serai.filter.patterns.PatternLists",
        "org.serai.smtp.Dsn",
        "org.serai.train.LabelledFiles"
    };

    @ArchTest
    static final ArchRule expressions = noClasses()
            .that(not(
                    nameMatching(String.join("|", MAY_MATCH).replace(".", "\\.").replace("\\.\\.", "\\..*"))))
            .should(callMethodWhere(target(owner(equivalentTo(String.class)))
                    .and(target(nameMatching("matches|replaceAll|replaceFirst|split")))))
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("java.util.regex..")
            .because(
                    "an expression on text from the network can take for ever; scan by hand, or, when an operator wrote"
                            + " the text, add the class to MAY_MATCH with the reason");

    @ArchTest
    static final ArchRule sleep = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("org.serai.filter.Watchdog")
            .should(callMethodWhere(target(owner(equivalentTo(Thread.class))).and(target(nameMatching("sleep")))))
            .because("a thread that sleeps is one that serves nobody; use a scheduler or a deadline");
}
