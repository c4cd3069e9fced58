namespace Vectorizer.Server.Benchmarks.Http;

/// <summary>How a query travels.</summary>
internal enum BodyKind
{
    /// <summary>JSON with the vector as numbers, answered in JSON.</summary>
    Json,

    /// <summary>JSON with the vector as base64, answered in JSON.</summary>
    Base64,

    /// <summary>Binary both ways.</summary>
    Binary,
}
