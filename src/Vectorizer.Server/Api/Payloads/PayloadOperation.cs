namespace Vectorizer.Server.Api.Payloads;

/// <summary>Which operation a body is for.</summary>
internal enum PayloadOperation
{
    /// <summary>Members are put into payloads.</summary>
    Set,

    /// <summary>Payloads are replaced.</summary>
    Overwrite,

    /// <summary>What paths lead to is removed.</summary>
    Delete,

    /// <summary>Payloads go.</summary>
    Clear,
}
