namespace Vectorizer.Engine.Payloads;

/// <summary>Which payloads a segment keeps compressed.</summary>
/// <param name="ThresholdBytes">Payloads of at least so many bytes are, if that saves a tenth of them.</param>
public sealed record PayloadCompression(int ThresholdBytes);
