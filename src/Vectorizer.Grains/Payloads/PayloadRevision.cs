using System.Collections.Immutable;
using System.Text;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Payloads;
using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Payloads;
using Vectorizer.Engine.Segments;

namespace Vectorizer.Grains.Payloads;

/// <summary>Points get other payloads, as long as they match a filter; null for all.</summary>
/// <remarks>A point that has the payload already stays as it is: repeating a change costs nothing.</remarks>
internal sealed class PayloadRevision : IPointChange
{
    private readonly PayloadEditor _editor = new();
    private readonly PayloadChange _change;
    private readonly FilterExpression? _filter;
    private readonly PayloadPatch? _patch;
    private readonly ImmutableArray<PayloadPath> _paths = [];

    /// <param name="change">Checked by <see cref="PayloadRules.Check"/>.</param>
    /// <param name="filter">Which points are changed.</param>
    /// <exception cref="VectorizerException"><c>invalid_argument</c>: its payload is no JSON object.</exception>
    public PayloadRevision(PayloadChange change, FilterExpression? filter)
    {
        _change = change;
        _filter = filter;
        switch (change)
        {
            case SetPayload set:
                _patch = PatchOf(set.Payload);
                _paths = set.Key is { } key ? [PayloadPath.Parse(key)] : [];
                break;
            case OverwritePayload overwrite:
                PatchOf(overwrite.Payload);
                break;
            case DeletePayloadKeys delete:
                _paths = [.. delete.Keys.Select(PayloadPath.Parse)];
                break;
        }
    }

    public bool TryChange(
        SegmentReader reader, int ordinal, ReadOnlyMemory<byte> id, out PointMutation mutation, CancellationToken cancellationToken)
    {
        mutation = default;
        if (_filter is not null && !reader.Matches(_filter, ordinal, cancellationToken))
        {
            return false;
        }

        ReadOnlySpan<byte> payload = reader.Payload(ordinal);
        ReadOnlySpan<byte> revised = Revise(payload, id.Span);
        if (revised.SequenceEqual(payload))
        {
            return false;
        }

        mutation = PointMutation.Revise(id, revised.ToArray());
        return true;
    }

    private ReadOnlySpan<byte> Revise(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> id)
    {
        try
        {
            return _change switch
            {
                SetPayload set => Merge(payload, set, id),
                OverwritePayload overwrite => overwrite.Payload.Span,
                DeletePayloadKeys => Remove(payload),
                _ => [],
            };
        }
        catch (FormatException e)
        {
            throw VectorizerException.InvalidArgument(
                "ids", $"The payload of point '{Encoding.UTF8.GetString(id)}' cannot be changed. {e.Message} Overwrite or clear it.");
        }
    }

    private ReadOnlySpan<byte> Merge(ReadOnlySpan<byte> payload, SetPayload set, ReadOnlySpan<byte> id)
    {
        ReadOnlySpan<byte> merged = _editor.Merge(payload, _paths.IsEmpty ? null : _paths[0], _patch!);
        if (merged.Length > set.MaxBytes)
        {
            throw VectorizerException.InvalidArgument(
                "payload",
                $"With it, the payload of point '{Encoding.UTF8.GetString(id)}' would have {merged.Length} bytes; "
                + $"at most {set.MaxBytes} are allowed. Nothing of this write was stored.");
        }

        if (_editor.MergedDepth > PayloadRules.MaxDepth)
        {
            throw VectorizerException.InvalidArgument(
                "payload",
                $"With it, the payload of point '{Encoding.UTF8.GetString(id)}' would have {_editor.MergedDepth} levels; "
                + $"at most {PayloadRules.MaxDepth} are allowed. Nothing of this write was stored.");
        }

        return merged;
    }

    private ReadOnlySpan<byte> Remove(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
        {
            return payload;
        }

        ReadOnlySpan<byte> left = _editor.Remove(payload, _paths[0]);
        for (int i = 1; i < _paths.Length; i++)
        {
            left = _editor.Remove(left.ToArray(), _paths[i]);
        }

        return left;
    }

    private static PayloadPatch PatchOf(ReadOnlyMemory<byte> payload)
    {
        try
        {
            PayloadPatch patch = new(payload.Span);
            return patch.Depth <= PayloadRules.MaxDepth
                ? patch
                : throw VectorizerException.InvalidArgument(
                    "payload", $"A payload has at most {PayloadRules.MaxDepth} levels of objects and arrays, not {patch.Depth}.");
        }
        catch (FormatException e)
        {
            throw VectorizerException.InvalidArgument("payload", e.Message);
        }
    }
}
