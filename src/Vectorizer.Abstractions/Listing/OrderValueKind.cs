namespace Vectorizer.Abstractions.Listing;

/// <summary>Kinds of values in their order.</summary>
public enum OrderValueKind
{
    /// <summary>A number.</summary>
    Number = 0,

    /// <summary>A text that is a date, or a date and a time.</summary>
    Datetime = 1,

    /// <summary>Any other text.</summary>
    Text = 2,
}
