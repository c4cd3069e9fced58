using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Vectorizer.Engine.Filters;

/// <summary>A path into payloads: <c>a.b[].c</c>.</summary>
/// <remarks>
/// Names stand between dots; one with <c>. [ ] "</c> in it stands in quotes, within which a backslash makes the character behind it stand for
/// itself. Behind a name, <c>[]</c> leads to all elements of an array and <c>[2]</c> to one. Paths are equal when they
/// lead the same way, however they were written; <see cref="ToString"/> writes each in one way, which <see cref="Parse"/> reads.
/// </remarks>
public sealed class PayloadPath : IEquatable<PayloadPath>
{
    private const string Special = ".[]\"";
    private const int MaxIndexDigits = 9;

    private readonly string _text;
    private readonly ImmutableArray<PayloadStep> _steps;

    private PayloadPath(ImmutableArray<PayloadStep> steps)
    {
        _steps = steps;
        _text = Write(steps);
    }

    /// <summary>The steps, at least one.</summary>
    internal ReadOnlySpan<PayloadStep> Steps => _steps.AsSpan();

    /// <summary>Reads a path.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static PayloadPath Parse(string text)
        => TryParse(text, out PayloadPath? path) ? path : throw new FormatException($"'{text}' is not a path into a payload.");

    /// <summary>Reads a path; false if it is none.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out PayloadPath? path)
    {
        ArgumentNullException.ThrowIfNull(text);
        path = null;
        ImmutableArray<PayloadStep>.Builder steps = ImmutableArray.CreateBuilder<PayloadStep>();
        int at = 0;
        while (TryReadName(text, ref at, out byte[]? name))
        {
            steps.Add(new PayloadStep(PayloadStepKind.Member, name));
            while (at < text.Length && text[at] == '[')
            {
                if (!TryReadElements(text, ref at, out PayloadStep step))
                {
                    return false;
                }

                steps.Add(step);
            }

            if (at == text.Length)
            {
                path = new PayloadPath(steps.DrainToImmutable());
                return true;
            }

            if (text[at++] != '.')
            {
                return false;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public bool Equals(PayloadPath? other) => other is not null && _text == other._text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PayloadPath);

    /// <inheritdoc/>
    public override int GetHashCode() => _text.GetHashCode();

    /// <summary>The path in the one way that equal paths share.</summary>
    public override string ToString() => _text;

    private static bool TryReadName(string text, ref int at, [NotNullWhen(true)] out byte[]? name)
    {
        name = null;
        if (at == text.Length || text[at] != '"')
        {
            int length = text.AsSpan(at).IndexOfAny(Special);
            ReadOnlySpan<char> bare = length < 0 ? text.AsSpan(at) : text.AsSpan(at, length);
            if (bare.IsEmpty)
            {
                return false;
            }

            at += bare.Length;
            name = Encoding.UTF8.GetBytes(bare.ToString());
            return true;
        }

        StringBuilder quoted = new();
        for (at++; at < text.Length; at++)
        {
            if (text[at] == '"')
            {
                at++;
                name = Encoding.UTF8.GetBytes(quoted.ToString());
                return true;
            }

            if (text[at] == '\\' && ++at == text.Length)
            {
                return false;
            }

            quoted.Append(text[at]);
        }

        return false;
    }

    private static bool TryReadElements(string text, ref int at, out PayloadStep step)
    {
        step = new PayloadStep(PayloadStepKind.Elements);
        int length = text.AsSpan(at).IndexOf(']');
        if (length < 0)
        {
            return false;
        }

        ReadOnlySpan<char> index = text.AsSpan(at + 1, length - 1);
        at += length + 1;
        if (index.IsEmpty)
        {
            return true;
        }

        if (index.Length > MaxIndexDigits || index.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        step = new PayloadStep(PayloadStepKind.Element, Index: int.Parse(index, CultureInfo.InvariantCulture));
        return true;
    }

    private static string Write(ImmutableArray<PayloadStep> steps)
    {
        StringBuilder text = new();
        foreach (PayloadStep step in steps)
        {
            switch (step.Kind)
            {
                case PayloadStepKind.Elements:
                    text.Append("[]");
                    break;
                case PayloadStepKind.Element:
                    text.Append('[').Append(step.Index).Append(']');
                    break;
                default:
                    text.Append(text.Length > 0 ? "." : string.Empty);
                    Write(text, Encoding.UTF8.GetString(step.Name.Span));
                    break;
            }
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, string name)
    {
        if (name.Length > 0 && name.AsSpan().IndexOfAny(Special) < 0)
        {
            text.Append(name);
            return;
        }

        text.Append('"')
            .Append(name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal))
            .Append('"');
    }
}
