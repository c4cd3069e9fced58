using System.Text.Json;
using Vectorizer.Engine.Filters;

namespace Vectorizer.Engine.Listing;

/// <summary>Finds the value of a point that comes first in an order.</summary>
internal struct SortValueVisitor(bool isDescending) : IPayloadVisitor
{
    public static bool EntersArrays => true;

    /// <summary>The value, or null if there is none.</summary>
    public SortValue? First { get; private set; }

    public bool Visit(in PayloadValue value)
    {
        SortValue sortValue = default;
        if (value.TryGetNumber(out ExactNumber number))
        {
            sortValue = SortValue.Of(number);
        }
        else if (value.Kind != JsonTokenType.String
            || !value.WithText(ref sortValue, static (ReadOnlySpan<byte> text, ref SortValue found) =>
            {
                found = SortValue.Of(text);
                return true;
            }))
        {
            return false;
        }

        if (First is not { } first || (isDescending ? sortValue.CompareTo(first) > 0 : sortValue.CompareTo(first) < 0))
        {
            First = sortValue;
        }

        return false;
    }
}
