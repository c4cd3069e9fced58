using System.Collections.Immutable;
using Vectorizer.Abstractions.Payloads;
using Vectorizer.Server.Api.Json;
using Vectorizer.Server.Api.Listing;
using Vectorizer.Server.Api.Points;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Payloads;

/// <summary>
/// Reads <c>{"ids":[…]|"filter":{…}, "payload":{…}, "key":"a.b"}</c>, for each operation the members that it has.
/// </summary>
internal ref struct PayloadParser
{
    private const int Ids = 0;
    private const int Filter = 1;
    private const int Payload = 2;
    private const int Key = 3;
    private const int Keys = 2;

    private static readonly MemberNames s_set = new(PointSelectionReader.Ids, PointSelectionReader.Filter, "payload", "key");
    private static readonly MemberNames s_overwrite = new(PointSelectionReader.Ids, PointSelectionReader.Filter, "payload");
    private static readonly MemberNames s_delete = new(PointSelectionReader.Ids, PointSelectionReader.Filter, "keys");
    private static readonly MemberNames s_clear = new(PointSelectionReader.Ids, PointSelectionReader.Filter);

    private readonly PayloadOperation _operation;
    private readonly ReadOnlySpan<byte> _body;
    private readonly int _maxPayloadBytes;

    private ReadOnlyMemory<byte>? _payload;
    private string? _key;
    private ImmutableArray<string> _keys;

    private PayloadParser(PayloadOperation operation, ReadOnlySpan<byte> body, int maxPayloadBytes)
    {
        _operation = operation;
        _body = body;
        _maxPayloadBytes = maxPayloadBytes;
    }

    /// <summary>What a body says.</summary>
    /// <param name="operation">What it is for.</param>
    /// <param name="body">The body.</param>
    /// <param name="points">Reads which points are meant.</param>
    /// <param name="maxPayloadBytes">The most bytes that a payload may have.</param>
    /// <exception cref="ProblemException"><c>malformed_json</c>, <c>validation_failed</c>.</exception>
    public static PayloadBody Parse(
        PayloadOperation operation, ReadOnlySpan<byte> body, PointSelectionReader points, int maxPayloadBytes)
        => new PayloadParser(operation, body, maxPayloadBytes).Parse(points);

    private PayloadBody Parse(PointSelectionReader points)
    {
        Faults faults = new();
        PointSelection selection = new(null, null);
        StrictJsonReader json = new(_body, faults);
        MemberNames names = _operation switch
        {
            PayloadOperation.Set => s_set,
            PayloadOperation.Overwrite => s_overwrite,
            PayloadOperation.Delete => s_delete,
            _ => s_clear,
        };
        if (json.EnterObject(names, out ObjectScope scope))
        {
            while (json.NextMember(ref scope, out int member))
            {
                switch (member)
                {
                    case Ids:
                        points.ReadIds(ref json);
                        break;
                    case Filter:
                        points.ReadFilter(ref json);
                        break;
                    case Keys when _operation == PayloadOperation.Delete:
                        ReadKeys(ref json);
                        break;
                    case Payload:
                        ReadPayload(ref json);
                        break;
                    case Key when !json.IsNull:
                        _key = KeyReader.Read(ref json);
                        break;
                }
            }

            selection = points.Complete(json);
            RequireMembers(json, scope);
        }

        json.End();
        faults.ThrowIfAny();
        return new PayloadBody(selection, _operation switch
        {
            PayloadOperation.Set => new SetPayload(_payload!.Value, _key, _maxPayloadBytes),
            PayloadOperation.Overwrite => new OverwritePayload(_payload!.Value),
            PayloadOperation.Delete => new DeletePayloadKeys(_keys),
            _ => new ClearPayload(),
        });
    }

    private readonly void RequireMembers(in StrictJsonReader json, in ObjectScope scope)
    {
        if (_operation is PayloadOperation.Set or PayloadOperation.Overwrite && !scope.Has(Payload))
        {
            json.Refuse("payload", "is missing");
        }
        else if (_operation == PayloadOperation.Delete && !scope.Has(Keys))
        {
            json.Refuse("keys", "is missing");
        }
    }

    private void ReadPayload(ref StrictJsonReader json)
    {
        if (!new PayloadReader().TryRead(ref json, out int start, out int length))
        {
            return;
        }

        if (length > _maxPayloadBytes)
        {
            json.Refuse($"must have at most {_maxPayloadBytes} bytes, the 'limits.max_payload_bytes' of this server, has {length}");
            return;
        }

        _payload = _body.Slice(start, length).ToArray();
    }

    private void ReadKeys(ref StrictJsonReader json)
    {
        if (!json.EnterArray("an array of keys"))
        {
            return;
        }

        ImmutableArray<string>.Builder keys = ImmutableArray.CreateBuilder<string>();
        int count = 0;
        while (json.NextElement(out int index))
        {
            count = index + 1;
            if (count > PayloadRules.MaxKeys)
            {
                json.Skip();
            }
            else if (KeyReader.Read(ref json) is { } key)
            {
                keys.Add(key);
            }
        }

        if (PayloadRules.RefuseKeys(count) is { } refusal)
        {
            json.Refuse(refusal);
        }

        _keys = keys.ToImmutable();
    }
}
