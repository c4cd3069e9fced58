using System.Globalization;

namespace Vectorizer.Abstractions.Segments;

/// <summary>Names a segment: the collection's internal id and the segment's number.</summary>
public readonly record struct SegmentKey(long CollectionId, int Number)
{
    /// <summary>Reads the form that <see cref="ToString"/> writes.</summary>
    /// <exception cref="FormatException">The text is not a segment key.</exception>
    public static SegmentKey Parse(ReadOnlySpan<char> key)
    {
        int slash = key.IndexOf('/');
        if (slash > 0
            && long.TryParse(key[..slash], NumberStyles.None, CultureInfo.InvariantCulture, out long collectionId)
            && int.TryParse(key[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return new SegmentKey(collectionId, number);
        }

        throw new FormatException($"'{key}' is not a segment key: expected <collection id>/<number>.");
    }

    /// <summary><c>collection id/number</c>, the key of the segment's grain.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{CollectionId}/{Number}");
}
