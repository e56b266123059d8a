package io.postern.carried;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.XMLReader;
import org.xml.sax.helpers.DefaultHandler;

/** Whether libxml2 and libxslt would take a file: well formed, and a stylesheet by its root. What the stylesheet says is not judged. */
final class XmlFiles {
    private static final String XSLT = "http://www.w3.org/1999/XSL/Transform";
    private static final String DTD = "postern:dtd";
    private static final Pattern ELSEWHERE = Pattern.compile("<!DOCTYPE\\s+\\S+\\s+(SYSTEM|PUBLIC)\\b");

    private XmlFiles() {}

    /** xsltParseStylesheetFile(3): the root is XSLT's, or an element that says which version of it is in it. */
    static boolean isStylesheet(Path path) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        // a DTD that stands elsewhere is not fetched: nothing hangs on it here
        factory.setXMLResolver((publicId, systemId, base, namespace) -> InputStream.nullInputStream());
        try (InputStream in = Files.newInputStream(path)) {
            XMLStreamReader reader = factory.createXMLStreamReader(in);
            boolean is = false;
            boolean elsewhere =
                    ELSEWHERE.matcher(Files.readString(path, ISO_8859_1)).find();
            for (int depth = 0; reader.hasNext(); ) {
                int event = reader.next();
                if (event == XMLStreamReader.ENTITY_REFERENCE && reader.getText() == null && !elsewhere) {
                    return false; // declared nowhere
                }
                if (event == XMLStreamReader.START_ELEMENT && depth++ == 0) {
                    String name = reader.getLocalName();
                    is = XSLT.equals(reader.getNamespaceURI())
                            ? name.equals("stylesheet") || name.equals("transform")
                            : reader.getAttributeValue(XSLT, "version") != null;
                }
            }
            return is;
        } catch (IOException | XMLStreamException e) {
            return false;
        }
    }

    /** xmlParseDTD(3), to which a folder is an empty one. */
    static boolean isDtd(Path path) {
        if (Files.isDirectory(path)) {
            return true;
        }
        if (!Files.isReadable(path)) {
            return false;
        }
        try {
            XMLReader reader =
                    SAXParserFactory.newDefaultInstance().newSAXParser().getXMLReader();
            DefaultHandler handler = new DefaultHandler();
            reader.setErrorHandler(handler);
            reader.setContentHandler(handler);
            // nothing else is looked for, here or elsewhere
            reader.setEntityResolver((publicId, systemId) -> systemId.equals(DTD)
                    ? new InputSource(Files.newInputStream(path))
                    : new InputSource(new StringReader("")));
            InputSource around = new InputSource(new StringReader("<!DOCTYPE x SYSTEM \"" + DTD + "\"><x/>"));
            reader.parse(around);
            return true;
        } catch (IOException | SAXException | ParserConfigurationException e) {
            return false;
        }
    }
}
