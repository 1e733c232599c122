namespace Referent.Data.World.Packs;

/// <summary>The classes of the default pack.</summary>
/// <remarks>
/// Source of the names: the emoji names of Unicode's emoji-test.txt, shortened to what people say.
/// Chosen by looking at every sprite: concrete things that can be told apart at 40 pixels; no faces, signs, flags, clocks or hearts.
/// </remarks>
internal static class NotoClasses
{
    /// <summary>
    /// One class a line: code point, name, kind (p person, a animal, t thing) with number (m mass, s plural), synonyms, broader nouns; a noun with a
    /// question mark is disputed. People are also "person" and animals "animal" unless the line disputes it.
    /// </summary>
    private const string Table = """
        1F476 | baby | p | infant | ?kid
        1F467 | girl | p | | kid, ?woman
        1F468 | man | p | guy |
        1F469 | woman | p | lady | ?girl
        1F474 | old man | p | grandpa | man
        1F475 | old woman | p | grandma, old lady | woman
        1F46E | policeman | p | cop, police officer | man
        1F482 | guard | p | royal guard | ?man
        1F977 | ninja | p | | ?man, ?woman
        1F477 | builder | p | construction worker | man
        1F470 | bride | p | | woman, ?girl
        1F385 | santa | p | santa claus | man, ?old man
        1F9B8 | superhero | p | hero | ?man, ?woman
        1F9D9 | wizard | p | mage | ?man
        1F9DA | fairy | p | | ?person, ?woman, ?girl
        1F9DC | mermaid | p | | ?person, ?woman, ?girl
        1F3C3 | runner | p | jogger | ?man
        1F483 | dancer | p | dancing woman | woman
        1F3CC | golfer | p | golf player | ?man
        1F6B4 | cyclist | p | biker | ?man, ?bicycle
        1F921 | clown | p | | ?man
        1F412 | monkey | a | | ?ape
        1F98D | gorilla | a | | ape, ?monkey
        1F415 | dog | a | puppy, doggy |
        1F429 | poodle | a | | dog, ?puppy
        1F98A | fox | a | | ?dog
        1F99D | raccoon | a | racoon |
        1F408 | cat | a | kitty, kitten |
        1F981 | lion | a | | ?cat
        1F405 | tiger | a | | ?cat
        1F40E | horse | a | pony |
        1F984 | unicorn | a | | ?horse
        1F993 | zebra | a | | ?horse
        1F98C | deer | a | |
        1F404 | cow | a | | ?bull
        1F416 | pig | a | piggy |
        1F411 | sheep | a | lamb |
        1F410 | goat | a | | ?sheep
        1F42B | camel | a | |
        1F992 | giraffe | a | |
        1F418 | elephant | a | |
        1F98F | rhino | a | rhinoceros |
        1F401 | mouse | a | | ?rat
        1F407 | rabbit | a | bunny |
        1F43F | chipmunk | a | squirrel |
        1F994 | hedgehog | a | |
        1F987 | bat | a | |
        1F43B | bear | a | |
        1F428 | koala | a | | ?bear
        1F43C | panda | a | | ?bear
        1F9A8 | skunk | a | |
        1F998 | kangaroo | a | |
        1F983 | turkey | a | | bird
        1F414 | chicken | a | hen | bird
        1F413 | rooster | a | | bird, ?chicken
        1F424 | chick | a | baby chick | bird, ?chicken
        1F427 | penguin | a | | bird
        1F985 | eagle | a | | bird
        1F986 | duck | a | mallard | bird
        1F9A2 | swan | a | | bird, ?duck
        1F989 | owl | a | | bird
        1F9A9 | flamingo | a | | bird
        1F99A | peacock | a | | bird
        1F99C | parrot | a | | bird
        1F438 | frog | a | toad |
        1F40A | crocodile | a | alligator, croc |
        1F422 | turtle | a | tortoise |
        1F98E | lizard | a | gecko |
        1F40D | snake | a | |
        1F996 | dinosaur | a | trex | ?dragon, ?animal
        1F40B | whale | a | |
        1F42C | dolphin | a | |
        1F41F | fish | a | |
        1F988 | shark | a | | ?fish
        1F419 | octopus | a | | ?animal
        1F40C | snail | a | | ?animal, ?bug
        1F98B | butterfly | a | | insect, ?bug, ?animal
        1F41B | caterpillar | a | | insect, ?bug, ?animal, ?worm
        1F41C | ant | a | | insect, bug, ?animal
        1F41D | bee | a | honeybee | insect, bug, ?animal
        1F41E | ladybug | a | ladybird | insect, bug, ?beetle, ?animal
        1F577 | spider | a | | ?insect, ?bug, ?animal
        1F982 | scorpion | a | | ?insect, ?bug, ?animal, ?crab
        1F980 | crab | a | | ?animal
        1F99E | lobster | a | | ?animal, ?crab
        1F339 | rose | t | | flower, ?plant
        1F33B | sunflower | t | | flower, ?plant
        1F337 | tulip | t | | flower, ?plant
        1FAB4 | potted plant | t | plant |
        1F332 | pine tree | t | pine | tree, ?plant, ?christmas tree
        1F333 | oak | t | oak tree | tree, ?plant
        1F334 | palm tree | t | palm | tree, ?plant
        1F335 | cactus | t | | ?plant
        1F341 | maple leaf | t | | leaf, ?plant
        1F344 | mushroom | t | toadstool | ?food, ?plant, ?vegetable
        1F347 | grapes | ts | bunch of grapes | fruit, ?food
        1F349 | watermelon | t | melon | fruit, ?food
        1F34A | tangerine | t | mandarin | fruit, ?food
        1F34B | lemon | t | | fruit, ?food
        1F34C | banana | t | | fruit, ?food
        1F34D | pineapple | t | | fruit, ?food
        1F34E | apple | t | | fruit, ?food
        1F350 | pear | t | | fruit, ?food
        1F352 | cherries | ts | | fruit, ?food
        1F353 | strawberry | t | | fruit, ?food
        1F95D | kiwi | t | kiwi fruit | fruit, ?food
        1F345 | tomato | t | | ?fruit, ?vegetable, ?food, ?apple
        1F346 | eggplant | t | aubergine | vegetable, ?food
        1F955 | carrot | t | | vegetable, ?food
        1F33D | corn | tm | corn cob | vegetable, ?food
        1F336 | chili | t | hot pepper, pepper | vegetable, ?food
        1F966 | broccoli | tm | | vegetable, ?food
        1F35E | bread | tm | loaf of bread | food
        1F950 | croissant | t | | food, ?bread
        1F9C0 | cheese | tm | piece of cheese | food
        1F354 | burger | t | hamburger | food, ?sandwich
        1F35F | fries | ts | french fries | food
        1F355 | pizza | t | slice of pizza | food
        1F32D | hot dog | t | hotdog | food, ?sandwich
        1F37F | popcorn | tm | box of popcorn | food
        1F366 | ice cream | t | ice cream cone | food, ?dessert
        1F369 | donut | t | doughnut | food, ?dessert
        1F36A | cookie | t | biscuit | food, ?dessert
        1F382 | cake | t | birthday cake | food, dessert
        1F9C1 | cupcake | t | muffin | food, dessert, ?cake
        2615 | coffee | t | cup of coffee | drink, ?cup
        1FAD6 | teapot | t | kettle |
        1F377 | wine | t | glass of wine | drink, ?glass
        1F37A | beer | t | mug of beer | drink, ?glass
        1F944 | spoon | t | |
        1F3FA | vase | t | amphora | ?jar
        1F30D | globe | t | earth | ?planet, ?ball
        1F3E0 | house | t | home | building
        1F3F0 | castle | t | palace | building
        26EA | church | t | chapel | building
        26FA | tent | t | |
        1F682 | locomotive | t | steam train | train, vehicle
        1F68C | bus | t | | vehicle
        1F691 | ambulance | t | | vehicle, ?truck, ?van, ?car
        1F692 | fire truck | t | firetruck, fire engine | truck, vehicle, ?car
        1F693 | police car | t | cop car | car, vehicle
        1F695 | taxi | t | cab | car, vehicle
        1F697 | car | t | automobile | vehicle
        1F69A | truck | t | lorry | vehicle, ?van
        1F69C | tractor | t | | vehicle
        1F3CE | race car | t | racecar, racing car | car, vehicle
        1F3CD | motorcycle | t | motorbike | vehicle, ?bike
        1F6F5 | scooter | t | moped | vehicle, ?motorcycle, ?bike
        1F6B2 | bicycle | t | bike | ?vehicle
        1F6F9 | skateboard | t | |
        1F6A6 | traffic light | t | stoplight |
        2693 | anchor | t | |
        26F5 | sailboat | t | sailing boat | boat, ?vehicle, ?ship
        1F6A2 | ship | t | ocean liner | ?boat, ?vehicle
        2708 | airplane | t | plane, aeroplane | ?vehicle
        1F681 | helicopter | t | chopper | ?vehicle
        1F680 | rocket | t | spaceship | ?vehicle
        1F9F3 | suitcase | t | luggage | ?bag
        231A | watch | t | wristwatch | ?clock
        23F0 | alarm clock | t | clock |
        2602 | umbrella | t | |
        2603 | snowman | t | |
        1F383 | pumpkin | t | jack o lantern | ?vegetable, ?lantern
        1F384 | christmas tree | t | xmas tree | ?tree, ?pine tree, ?pine, ?plant
        1F388 | balloon | t | |
        1F381 | gift | t | present | ?box
        1F3C6 | trophy | t | |
        26BD | soccer ball | t | | ball, ?football
        26BE | baseball | t | | ball
        1F3C0 | basketball | t | | ball
        1F3D0 | volleyball | t | | ball
        1F3B2 | dice | t | die |
        1F9F8 | teddy bear | t | teddy, stuffed bear | ?bear, ?animal
        1F576 | sunglasses | ts | shades | ?glasses
        1F455 | shirt | t | tshirt |
        1F456 | jeans | ts | pants |
        1F457 | dress | t | gown |
        1F45C | handbag | t | purse | bag
        1F392 | backpack | t | rucksack | bag
        1F45E | shoe | t | | ?boot
        1F451 | crown | t | | ?hat
        1F9E2 | cap | t | baseball cap | hat
        1F48D | ring | t | diamond ring | ?diamond
        1F48E | diamond | t | gem |
        1F514 | bell | t | |
        1F3A7 | headphones | ts | |
        1F3B7 | saxophone | t | sax | instrument, ?trumpet
        1FA97 | accordion | t | | instrument
        1F3B8 | guitar | t | electric guitar | instrument
        1F3BA | trumpet | t | | instrument
        1F3BB | violin | t | fiddle | instrument, ?guitar
        1F941 | drum | t | | instrument
        260E | telephone | t | phone |
        1F4BB | laptop | t | | computer
        1F4FA | television | t | tv |
        1F4F7 | camera | t | |
        1F56F | candle | t | |
        1F4A1 | light bulb | t | lightbulb, bulb |
        1F4D5 | book | t | |
        2709 | envelope | t | letter |
        1F4E6 | box | t | package, cardboard box |
        270F | pencil | t | | ?crayon
        1F58C | paintbrush | t | brush |
        2702 | scissors | ts | pair of scissors | ?tool
        1F512 | lock | t | padlock |
        1F511 | key | t | |
        1F528 | hammer | t | | tool
        1FA93 | axe | t | | ?tool
        1FA9B | screwdriver | t | | tool
        2699 | gear | t | cog | ?wheel
        1F9F2 | magnet | t | |
        1FA9C | ladder | t | |
        1F6AA | door | t | |
        1F6CB | couch | t | sofa |
        1FA91 | chair | t | | ?seat
        1F6BD | toilet | t | |
        1F6C1 | bathtub | t | tub |
        1F9F9 | broom | t | | ?brush
        1F9FA | basket | t | |
        1FAA3 | bucket | t | pail |
        1F916 | robot | t | |
        1F480 | skull | t | |
        1F525 | fire | t | flame |
        2B50 | star | t | |
        1F319 | moon | t | crescent moon |
        2601 | cloud | t | |
        """;

    /// <summary>The lines as code points and classes, in the order of the table.</summary>
    public static IReadOnlyList<(int CodePoint, SpriteClass Class)> All { get; } = Parse();

    private static List<(int CodePoint, SpriteClass Class)> Parse()
    {
        List<(int, SpriteClass)> classes = [];
        foreach (string line in Table.Split('\n'))
        {
            string[] fields = line.Split('|', StringSplitOptions.TrimEntries);
            classes.Add((Convert.ToInt32(fields[0], 16), ClassOf(classes.Count, fields)));
        }

        return classes;
    }

    private static SpriteClass ClassOf(int index, string[] fields)
    {
        SpriteKind kind = fields[2][0] switch { 'p' => SpriteKind.Person, 'a' => SpriteKind.Animal, _ => SpriteKind.Thing };
        GrammaticalNumber number = fields[2].EndsWith('m') ? GrammaticalNumber.Mass
            : fields[2].EndsWith('s') ? GrammaticalNumber.Plural : GrammaticalNumber.Count;
        string[] nouns = Words(fields[4]);
        string[] disputed = [.. nouns.Where(noun => noun[0] == '?').Select(noun => noun[1..])];
        string[] automatic = kind switch { SpriteKind.Person => ["person"], SpriteKind.Animal => ["animal"], _ => [] };
        string[] broader = [.. nouns.Where(noun => noun[0] != '?'), .. automatic.Except(disputed)];
        return new SpriteClass(index, fields[1], kind, number, Words(fields[3]), broader, disputed);
    }

    private static string[] Words(string field) => field.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
