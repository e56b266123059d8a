package io.postern.carried;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each file as nginx 1.31.5 took or refused it, with libxml2 2.9.14. */
class XmlFilesTest {
    private static final String SHEET =
            "<xsl:stylesheet version=\"1.0\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\">%s</xsl:stylesheet>";

    @TempDir
    Path folder;

    private Path file(String text) throws Exception {
        return Files.writeString(folder.resolve("file"), text);
    }

    @Test
    void stylesheets() throws Exception {
        String entity = "<!DOCTYPE a [<!ENTITY nbsp \"&#160;\">]>";
        for (String good : List.of(
                SHEET.formatted(""),
                SHEET.formatted("").replace("stylesheet", "transform"),
                SHEET.formatted("").replace("version=\"1.0\"", ""),
                "\ufeff" + SHEET.formatted(""),
                entity + SHEET.formatted("&nbsp;"),
                "<!DOCTYPE a SYSTEM \"none\"><a xmlns:x=\"http://www.w3.org/1999/XSL/Transform\" x:version=\"1\">&b;</a>")) {
            assertEquals(true, XmlFiles.isStylesheet(file(good)), good);
        }
        for (String bad : List.of(
                "",
                "<a><b></a>",
                "<html/>",
                SHEET.formatted("") + "x",
                SHEET.formatted("").replace("1999", "2999"),
                "<?xml version=\"1.0\" encoding=\"nope\"?>" + SHEET.formatted(""),
                entity + SHEET.formatted("&nope;"))) {
            assertEquals(false, XmlFiles.isStylesheet(file(bad)), bad);
        }
        assertEquals(false, XmlFiles.isStylesheet(folder));
        assertEquals(false, XmlFiles.isStylesheet(folder.resolve("none")));
    }

    @Test
    void documentTypes() throws Exception {
        for (String good : List.of(
                "",
                "<!ELEMENT a (#PCDATA)>",
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- c --><!ENTITY nbsp \"&#160;\">",
                "<![INCLUDE[<!ENTITY a \"b\">]]>",
                "<!ENTITY % p SYSTEM \"none\">%p;")) {
            assertEquals(true, XmlFiles.isDtd(file(good)), good);
        }
        for (String bad : List.of("text", "<!ELEMENT")) {
            assertEquals(false, XmlFiles.isDtd(file(bad)), bad);
        }
        assertEquals(true, XmlFiles.isDtd(folder));
        assertEquals(false, XmlFiles.isDtd(folder.resolve("none")));
    }

    @Test
    void whatStandsElsewhere_isNotFetched() throws Exception {
        try (ServerSocket elsewhere = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String dtd = "<!DOCTYPE a SYSTEM \"http://127.0.0.1:" + elsewhere.getLocalPort() + "/a.dtd\">";
            String sheet = "<a xmlns:x=\"http://www.w3.org/1999/XSL/Transform\" x:version=\"1\">&b;</a>";
            assertTimeoutPreemptively(
                    Duration.ofSeconds(60), () -> assertTrue(XmlFiles.isStylesheet(file(dtd + sheet))));
            elsewhere.setSoTimeout(1);
            assertThrows(SocketTimeoutException.class, elsewhere::accept);
        }
    }
}
