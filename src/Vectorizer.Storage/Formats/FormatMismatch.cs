namespace Vectorizer.Storage.Formats;

/// <summary>Why whole bytes cannot be read by this version.</summary>
public enum FormatMismatch
{
    /// <summary>They were not written by this product.</summary>
    Foreign = 0,

    /// <summary>They were written by a version that this one no longer reads.</summary>
    TooOld = 1,

    /// <summary>They were written by a version that this one does not know yet.</summary>
    TooNew = 2,
}
