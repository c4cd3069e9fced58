using System.Reflection;
using System.Text;
using Orleans.Concurrency;
using Vectorizer.Abstractions.Segments;

namespace Vectorizer.Abstractions.Tests;

/// <summary>
/// The grain contract is a wire format: nodes of two versions speak it with each other during an upgrade. Names may be
/// added; an alias or a field number that is there never changes its meaning.
/// </summary>
public sealed class ContractTests
{
    /// <summary>
    /// When this fails after an addition, check the difference and copy the file that it names over GrainContract.txt.
    /// </summary>
    [Fact]
    public void Aliases_and_field_numbers_are_as_approved()
    {
        string approved = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "GrainContract.txt"));
        string actual = Describe(typeof(ISegmentGrain).Assembly);
        string received = Path.Combine(AppContext.BaseDirectory, "GrainContract.received.txt");
        File.WriteAllText(received, actual);

        Assert.True(approved == actual, $"The grain contract differs from the approved one. It is now: {received}");
    }

    [Fact]
    public void Every_interface_method_and_message_has_an_alias()
    {
        Assembly contract = typeof(ISegmentGrain).Assembly;
        IEnumerable<MemberInfo> members = Interfaces(contract)
            .SelectMany(type => type.GetMethods().Cast<MemberInfo>().Append(type))
            .Concat(Messages(contract));

        Assert.Empty(members.Where(member => Alias(member) is null).Select(member => member.Name));
    }

    [Fact]
    public void No_bare_float_array_crosses_the_contract()
    {
        IEnumerable<Type> types = Interfaces(typeof(ISegmentGrain).Assembly)
            .SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType))
            .Concat(Messages(typeof(ISegmentGrain).Assembly).SelectMany(Fields).Select(field => field.Type));

        Assert.DoesNotContain(types, type => type == typeof(float[]) || type == typeof(ReadOnlyMemory<float>));
    }

    private static string Describe(Assembly contract)
    {
        StringBuilder text = new();
        foreach (Type type in Interfaces(contract).OrderBy(Alias, StringComparer.Ordinal))
        {
            text.Append(Alias(type)).Append('\n');
            foreach (MethodInfo method in type.GetMethods().OrderBy(Alias, StringComparer.Ordinal))
            {
                string interleave = method.IsDefined(typeof(AlwaysInterleaveAttribute)) ? " interleaves" : "";
                string parameters = string.Join(", ", method.GetParameters().Select(parameter => Name(parameter.ParameterType)));
                text.Append($"  {Alias(method)}({parameters}) -> {Name(method.ReturnType)}{interleave}\n");
            }
        }

        foreach (Type type in Messages(contract).OrderBy(Alias, StringComparer.Ordinal))
        {
            text.Append(Alias(type)).Append('\n');
            foreach ((uint id, string name, Type fieldType) in Fields(type).OrderBy(field => field.Id))
            {
                text.Append($"  {id} {name}: {Name(fieldType)}\n");
            }
        }

        foreach (Type type in contract.GetTypes().Where(type => type.IsEnum).OrderBy(type => type.Name, StringComparer.Ordinal))
        {
            text.Append(type.Name).Append('\n');
            foreach (string name in Enum.GetNames(type))
            {
                text.Append($"  {Convert.ToInt64(Enum.Parse(type, name))} {name}\n");
            }
        }

        return text.ToString();
    }

    private static IEnumerable<Type> Interfaces(Assembly contract)
        => contract.GetTypes().Where(type => type.IsInterface && type.IsAssignableTo(typeof(IGrain)));

    private static IEnumerable<Type> Messages(Assembly contract)
        => contract.GetTypes().Where(type => type.IsDefined(typeof(GenerateSerializerAttribute)));

    private static IEnumerable<(uint Id, string Name, Type Type)> Fields(Type message) => message
        .GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .Where(property => property.IsDefined(typeof(IdAttribute)))
        .Select(property => (property.GetCustomAttribute<IdAttribute>()!.Id, property.Name, property.PropertyType));

    private static string? Alias(MemberInfo member) => member.GetCustomAttribute<AliasAttribute>(inherit: false)?.Alias;

    private static string Name(Type type) => type.IsGenericType
        ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.Name;
}
