namespace Vectorizer.Storage.Verification;

/// <summary>Something that is not as it should be.</summary>
/// <param name="File">The file, or the directory in which one is missing.</param>
/// <param name="Offset">Where, in bytes.</param>
/// <param name="What">What was expected and found.</param>
/// <param name="IsDamage">False for what the next start repairs by itself, such as a torn tail.</param>
public sealed record LogFault(string File, long Offset, string What, bool IsDamage);
