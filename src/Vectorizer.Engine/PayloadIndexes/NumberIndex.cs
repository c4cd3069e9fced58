using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Listing;

namespace Vectorizer.Engine.PayloadIndexes;

/// <summary>An index whose values are numbers, or are kept as such, in the order that lists put them in.</summary>
internal abstract class NumberIndex(PayloadIndexSchema schema) : PayloadIndex(schema)
{
    /// <summary>The values in their order.</summary>
    public SortedValues<NumberKey> Values { get; } = new();

    /// <inheritdoc/>
    public override int ValueCount => Values.ValueCount;

    /// <inheritdoc/>
    protected override long ValueBytes => Values.Bytes;

    /// <summary>What the values are in lists.</summary>
    protected abstract SortValueKind SortKind { get; }

    /// <inheritdoc/>
    public override void BeginBatch() => Values.BeginBatch();

    /// <inheritdoc/>
    public override void EndBatch() => Values.EndBatch();

    /// <summary>A value as lists have it.</summary>
    public abstract SortValue SortValueOf(NumberKey key);

    /// <summary>The values of a list from one on, that included; false when there is none.</summary>
    /// <param name="from">The value that the list goes on with; null for the first.</param>
    /// <param name="isDescending">Whether the list begins with the largest.</param>
    /// <param name="low">The lowest.</param>
    /// <param name="high">The highest.</param>
    public bool TryBounds(SortValue? from, bool isDescending, out NumberKey low, out NumberKey high)
    {
        (low, high) = (new NumberKey(long.MinValue), new NumberKey(long.MaxValue));
        if (from is not { } first)
        {
            return true;
        }

        if (first.Kind != SortKind)
        {
            return isDescending ? first.Kind > SortKind : first.Kind < SortKind;
        }

        Bounds<ExactNumber> bounds = isDescending
            ? new Bounds<ExactNumber>(null, null, null, first.Number)
            : new Bounds<ExactNumber>(null, first.Number, null, null);
        return TryBounds(bounds, out low, out high);
    }

    /// <summary>The lowest and the highest value within bounds; false when there is none.</summary>
    protected abstract bool TryBounds(Bounds<ExactNumber> bounds, out NumberKey low, out NumberKey high);
}
