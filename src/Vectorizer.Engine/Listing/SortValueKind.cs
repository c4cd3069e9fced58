namespace Vectorizer.Engine.Listing;

/// <summary>Kinds of values in their order: numbers come before points in time, and those before other texts.</summary>
public enum SortValueKind
{
    /// <summary>A number.</summary>
    Number = 0,

    /// <summary>A text that is a date, or a date and a time.</summary>
    Datetime = 1,

    /// <summary>Any other text, by its bytes.</summary>
    Text = 2,
}
