using System.Collections.Immutable;
using System.Numerics;
using System.Numerics.Tensors;
using System.Text.Unicode;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;

namespace Vectorizer.Abstractions.Points;

/// <summary>What a point may look like. The one place of these limits: callers check early, segments check again.</summary>
public static class PointRules
{
    public const int MaxIdBytes = 256;
    public const int MaxPayloadBytes = 1024 * 1024;
    public const int MaxListLimit = 1_000;

    /// <summary>Checks everything about points that are to be stored; they fit the collection afterwards.</summary>
    /// <exception cref="VectorizerException"><c>invalid_argument</c>, with the argument at fault.</exception>
    public static void Check(PointBatch points, ImmutableArray<VectorField> fields)
    {
        ArgumentNullException.ThrowIfNull(points);
        if (points.Count == 0)
        {
            throw VectorizerException.InvalidArgument("points", "There are no points.");
        }

        CheckLength(points.Fields.IsDefaultOrEmpty ? 0 : points.Fields.Length, points.Count, "fields");
        CheckLength(points.Payloads.Count, points.Count, "payloads");
        ulong known = fields.Length == CollectionRules.MaxFields ? ulong.MaxValue : (1UL << fields.Length) - 1;
        ReadOnlySpan<float> values = points.Values.Values.Span;
        int start = 0;
        for (int i = 0; i < points.Count; i++)
        {
            CheckId(points.Ids[i].Span, $"points[{i}].id");
            ulong bits = points.FieldsOf(i);
            if (bits == 0 || (bits & ~known) != 0)
            {
                throw VectorizerException.InvalidArgument(
                    $"points[{i}].vectors", "A point has at least one vector, and only fields of the collection.");
            }

            int floats = FloatsOf(bits, fields);
            if (floats > values.Length - start)
            {
                throw WrongFloatCount(points, fields);
            }

            CheckFinite(values.Slice(start, floats), $"points[{i}].vector");
            start += floats;
            if (points.PayloadOf(i).Length > MaxPayloadBytes)
            {
                throw VectorizerException.InvalidArgument(
                    $"points[{i}].payload",
                    $"A payload of {points.PayloadOf(i).Length} bytes exceeds the limit of {MaxPayloadBytes}.");
            }
        }

        if (start != values.Length)
        {
            throw WrongFloatCount(points, fields);
        }
    }

    /// <summary>Checks a list of ids.</summary>
    /// <exception cref="VectorizerException"><c>invalid_argument</c>, with the argument at fault.</exception>
    public static void CheckIds(ByteStrings ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (ids.Count == 0)
        {
            throw VectorizerException.InvalidArgument("ids", "There are no ids.");
        }

        for (int i = 0; i < ids.Count; i++)
        {
            CheckId(ids[i].Span, $"ids[{i}]");
        }
    }

    /// <summary>Checks one id: 1..256 bytes of UTF-8 without NUL.</summary>
    /// <exception cref="VectorizerException"><c>invalid_argument</c>.</exception>
    public static void CheckId(ReadOnlySpan<byte> id, string argument)
    {
        if (id.Length is < 1 or > MaxIdBytes)
        {
            throw VectorizerException.InvalidArgument(argument, $"An id has 1..{MaxIdBytes} bytes, not {id.Length}.");
        }

        if (!Utf8.IsValid(id) || id.Contains((byte)0))
        {
            throw VectorizerException.InvalidArgument(argument, "An id is valid UTF-8 without NUL.");
        }
    }

    /// <summary>Checks that all floats are finite.</summary>
    /// <exception cref="VectorizerException"><c>invalid_argument</c>.</exception>
    public static void CheckFinite(ReadOnlySpan<float> vector, string argument)
    {
        if (!TensorPrimitives.IsFiniteAll(vector))
        {
            throw VectorizerException.InvalidArgument(argument, "A vector holds finite numbers only.");
        }
    }

    /// <summary>Floats that a point with these fields has: the sum of their dimensions.</summary>
    /// <param name="fields">One bit per field.</param>
    /// <param name="schema">The fields of the collection.</param>
    public static int FloatsOf(ulong fields, ImmutableArray<VectorField> schema)
    {
        int floats = 0;
        for (ulong rest = fields; rest != 0; rest &= rest - 1)
        {
            floats += schema[BitOperations.TrailingZeroCount(rest)].Dimension;
        }

        return floats;
    }

    private static void CheckLength(int length, int points, string argument)
    {
        if (length != 0 && length != points)
        {
            throw VectorizerException.InvalidArgument(
                argument, $"There are {length} entries for {points} points: one each, or none at all.");
        }
    }

    private static VectorizerException WrongFloatCount(PointBatch points, ImmutableArray<VectorField> fields)
    {
        long expected = 0;
        for (int i = 0; i < points.Count; i++)
        {
            expected += FloatsOf(points.FieldsOf(i), fields);
        }

        return VectorizerException.InvalidArgument(
            "points.vector", $"The vectors of {points.Count} points have {points.Values.Length} floats together; "
            + $"the dimensions of their fields ask for {expected}.");
    }
}
