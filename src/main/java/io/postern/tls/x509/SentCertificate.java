package io.postern.tls.x509;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.Principal;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * A certificate that somebody has sent, and whose issuer's name the JDK does not read, such as one with nothing in it; OpenSSL does.
 * Everything but the issuer and the signature is read by the JDK from a copy that has a name there.
 */
public final class SentCertificate extends X509Certificate {
    private static final int SOME_NAME = 0x0c;

    private final byte[] encoded;
    private final Der body;
    private final X509Certificate copy;

    private SentCertificate(byte[] encoded, Der body, X509Certificate copy) {
        this.encoded = encoded;
        this.body = body;
        this.copy = copy;
    }

    /**
     * Reads a certificate.
     *
     * @param der as it was sent
     * @throws CertificateException where it is none
     */
    public static X509Certificate read(byte[] der) throws CertificateException {
        try {
            return parse(der);
        } catch (CertificateException e) {
            try {
                return nameless(der);
            } catch (Der.BadDer | IndexOutOfBoundsException bad) {
                throw e;
            }
        }
    }

    private static X509Certificate parse(byte[] der) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    private static X509Certificate nameless(byte[] der) throws CertificateException {
        List<Der> parts = Der.read(der).inside();
        Der body = parts.get(0).expect(Der.SEQUENCE);
        List<byte[]> fields = new ArrayList<>();
        for (Der field : body.inside()) {
            fields.add(field.whole());
        }
        int issuer = DistinguishedName.issuerPosition(body);
        byte[] commonName = Der.write(
                Der.SEQUENCE, Der.write(Der.OID, new byte[] {0x55, 4, 3}), Der.write(SOME_NAME, new byte[] {'-'}));
        fields.set(issuer, Der.write(Der.SEQUENCE, Der.write(Der.SET, commonName)));
        byte[] named = Der.write(
                Der.SEQUENCE,
                Der.write(Der.SEQUENCE, fields.toArray(byte[][]::new)),
                parts.get(1).whole(),
                parts.get(2).whole());
        return new SentCertificate(der, body, parse(named));
    }

    @Override
    public byte[] getEncoded() {
        return encoded.clone();
    }

    @Override
    public byte[] getTBSCertificate() {
        return body.whole().clone();
    }

    @Override
    public X500Principal getIssuerX500Principal() {
        try {
            return new X500Principal(DistinguishedName.issuer(this));
        } catch (IllegalArgumentException e) {
            return new X500Principal(new byte[] {Der.SEQUENCE, 0});
        }
    }

    @Override
    public X500Principal getSubjectX500Principal() {
        return copy.getSubjectX500Principal();
    }

    /** Over what was sent; an issuer without a name signs with RSA, ECDSA or EdDSA by their plain names. */
    @Override
    public void verify(PublicKey key)
            throws CertificateException, NoSuchAlgorithmException, InvalidKeyException, NoSuchProviderException,
                    SignatureException {
        check(key, Signature.getInstance(getSigAlgName()));
    }

    @Override
    public void verify(PublicKey key, String provider)
            throws CertificateException, NoSuchAlgorithmException, InvalidKeyException, NoSuchProviderException,
                    SignatureException {
        check(key, Signature.getInstance(getSigAlgName(), provider));
    }

    @Override
    public void verify(PublicKey key, Provider provider)
            throws CertificateException, NoSuchAlgorithmException, InvalidKeyException, SignatureException {
        check(key, Signature.getInstance(getSigAlgName(), provider));
    }

    private void check(PublicKey key, Signature judge) throws InvalidKeyException, SignatureException {
        judge.initVerify(key);
        judge.update(body.whole());
        if (!judge.verify(copy.getSignature())) {
            throw new SignatureException("certificate signature failure");
        }
    }

    @Override
    public String toString() {
        return copy.toString();
    }

    @Override
    public void checkValidity() throws CertificateExpiredException, CertificateNotYetValidException {
        copy.checkValidity();
    }

    @Override
    public void checkValidity(Date date) throws CertificateExpiredException, CertificateNotYetValidException {
        copy.checkValidity(date);
    }

    @Override
    public int getVersion() {
        return copy.getVersion();
    }

    @Override
    public BigInteger getSerialNumber() {
        return copy.getSerialNumber();
    }

    @Override
    @SuppressWarnings("deprecation") // for callers, who have better ones
    public Principal getIssuerDN() {
        return getIssuerX500Principal();
    }

    @Override
    @SuppressWarnings("deprecation") // for callers, who have better ones
    public Principal getSubjectDN() {
        return getSubjectX500Principal();
    }

    @Override
    public Date getNotBefore() {
        return copy.getNotBefore();
    }

    @Override
    public Date getNotAfter() {
        return copy.getNotAfter();
    }

    @Override
    public byte[] getSignature() {
        return copy.getSignature();
    }

    @Override
    public String getSigAlgName() {
        return copy.getSigAlgName();
    }

    @Override
    public String getSigAlgOID() {
        return copy.getSigAlgOID();
    }

    @Override
    public byte @Nullable [] getSigAlgParams() {
        return copy.getSigAlgParams();
    }

    @Override
    public boolean @Nullable [] getIssuerUniqueID() {
        return copy.getIssuerUniqueID();
    }

    @Override
    public boolean @Nullable [] getSubjectUniqueID() {
        return copy.getSubjectUniqueID();
    }

    @Override
    public boolean @Nullable [] getKeyUsage() {
        return copy.getKeyUsage();
    }

    @Override
    public @Nullable List<String> getExtendedKeyUsage() throws CertificateParsingException {
        return copy.getExtendedKeyUsage();
    }

    @Override
    public int getBasicConstraints() {
        return copy.getBasicConstraints();
    }

    @Override
    public PublicKey getPublicKey() {
        return copy.getPublicKey();
    }

    @Override
    public boolean hasUnsupportedCriticalExtension() {
        return copy.hasUnsupportedCriticalExtension();
    }

    @Override
    public @Nullable Set<String> getCriticalExtensionOIDs() {
        return copy.getCriticalExtensionOIDs();
    }

    @Override
    public @Nullable Set<String> getNonCriticalExtensionOIDs() {
        return copy.getNonCriticalExtensionOIDs();
    }

    @Override
    public byte @Nullable [] getExtensionValue(String oid) {
        return copy.getExtensionValue(oid);
    }
}
