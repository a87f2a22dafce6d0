"""Roles that people recognise by their look: garments and the colours that each may have."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class Item:
    """A garment of a role, the looks that `Dyer.named` reads, of which one is drawn ("" for any colour), and
    how often it is worn."""

    garment: str
    looks: tuple[str, ...]
    share: float


@dataclasses.dataclass(frozen=True)
class Role:
    """names: what captions call it, the first being the role's own; sex: "m", "f" or "" for either."""

    names: tuple[str, ...]
    look: tuple[Item, ...]
    sex: str

    @property
    def name(self) -> str:
        return self.names[0]


# names / more names | sex | garment: look/look, ...; "?" after a garment: worn half of the time.
_TABLE = """
ninja / ninja warrior / shinobi | | hood: black, ninja mask: black, shirt: black, trousers: black, gloves: black, shoes: black, sash?: black/dark gray
samurai / samurai warrior | | bun: black, armour: dark red metal/black metal, under shirt: black/dark red, robe?: dark red/navy blue, wide trousers: black/navy blue, sash: black/gold, sandals: brown
santa claus / santa / father christmas | m | santa hat: red, coat: red, inner shirt: red, trousers: red, belt: black, boots: black, gloves?: white/black, long beard: white, side parting: white
elf / christmas elf | | santa hat: green, tunic: green, leggings: red+white stripes/red/green, belt: black/brown, boots: green/red
wood elf / elven archer | | long hair: blonde/white, tunic: dark green/green, slim trousers: brown/dark brown, boots: brown, cloak?: dark green, belt: brown
soldier / army soldier / infantry soldier | | helmet: dark green/olive, shirt: camouflage, trousers: camouflage, boots: black/brown, belt: brown/black, backpack?: olive
general / army officer | m | police hat: dark green/olive, jacket: dark green/olive, white shirt: beige/white, tie: black/olive, trousers: dark green/olive, dress shoes: black, belt: brown
special forces soldier / commando | | helmet: black, goggles?: black, shirt: black, vest: black/dark gray, trousers: black, high boots: black, gloves: black, mask?: black
nurse | f | nurse cap: white, sleeved dress: white/light blue, shoes: white
male nurse / surgeon | | surgical mask: light blue/white, t-shirt: light blue/light green/teal, trousers: light blue/light green/teal, beanie?: light blue/light green, gloves: white/light blue, sneakers: white
doctor / physician | | lab coat: white, inner shirt: light blue/white, trousers: black/navy blue/light blue, shoes: black/white, glasses?: black
scientist / chemist | | lab coat: white, white shirt: light blue/white, trousers: black/gray, goggles: light blue/gray, gloves: blue/light blue, shoes: black
mad scientist | m | spiky hair: white/gray, lab coat: white, inner shirt: green/black, goggles: black, trousers: black, gloves: black, boots: black
astronaut / spaceman / cosmonaut | | space helmet: white, jumpsuit: white, gloves: white/gray, boots: white/gray, backpack: white/gray
knight / medieval knight | | knight helmet: metal, plume?: red/blue, chest plate: metal, bodysuit: metal, shoulder pads: metal, long gloves: metal, high boots: metal, belt: brown/dark brown
golden knight / paladin | | knight helmet: gold metal, plume: white/red, chest plate: gold metal, bodysuit: gold metal, shoulder pads: gold metal, long gloves: gold metal, high boots: gold metal, cape?: white/red
black knight / dark knight | | knight helmet: black metal, chest plate: black metal, bodysuit: black metal, shoulder pads: black metal, long gloves: black metal, high boots: black metal, cape: black/dark red
clown / circus clown | | afro: red/orange/green/blue, clown nose: red, face paint: white, lips: red, tunic: yellow/red+white dots/yellow+red checks, wide trousers: red/blue/green, bow tie: blue/red, gloves: white, shoes: red/yellow
zombie | | skin: light green/gray/olive, shirt: gray/brown/dark gray, trousers: brown/dark gray/gray, tousled hair: black/dark brown/gray, barefoot?: , lips: dark red/black
robot / metal robot / android | | skin: silver/gray, robot head: metal, bodysuit: metal, chest plate: metal, shoulder pads: gray metal/metal, boots: gray metal, gloves: gray metal
golden robot / golden android | | skin: gold, robot head: gold metal, bodysuit: gold metal, chest plate: gold metal, boots: gold metal, gloves: gold metal
cyborg | | skin: light/tan/silver, bald: , bodysuit: dark gray metal/black metal, chest plate: metal, eyes: red, gloves: metal, boots: black metal
wizard / sorcerer / mage | m | wizard hat: purple/blue/navy blue, robe: purple/blue/navy blue, long beard: white/gray, shoulder hair: white/gray, belt: gold/brown, shoes: brown
witch / sorceress | f | witch hat: black, long gown: black/purple, long hair: black/red/green, high boots: black, cloak?: black
firefighter / fireman | | helmet: red/yellow, coat: yellow/dark gray/beige, inner shirt: navy blue/black, trousers: yellow/dark gray/beige, belt: gray/black, boots: black, gloves: black
police officer / policeman / cop | | police hat: navy blue/black, collared shirt: navy blue/light blue, tie: black/navy blue, trousers: navy blue/black, belt: black, badge: gold/silver, dress shoes: black
riot police officer / swat officer | | helmet: black/navy blue, shirt: black/navy blue, vest: black, trousers: black/navy blue, gloves: black, high boots: black
superhero in red and blue | | bodysuit: blue, briefs: red, cape: red, high boots: red, belt: yellow/gold
superhero in black | | hood: black, bodysuit: dark gray/black, briefs: black, cape: black, high boots: black, long gloves: black, belt: gold/yellow
superhero in red and gold | | bodysuit: red, briefs: gold, cape: gold, high boots: gold, gloves: gold, belt: gold
superhero in green | | bodysuit: green, mask?: dark green, cape: dark green/green, high boots: dark green, gloves: dark green, belt: yellow/black
superhero in yellow | | bodysuit: yellow, briefs: black/red, cape: red/black, high boots: red/black, gloves: red/black, belt: black/red
superheroine / superhero in purple | f | swimsuit: purple, stockings?: pink/black, cape: purple/pink, high boots: purple, long gloves: purple, belt: gold, long hair: 
superhero / masked superhero / comic book hero | | bodysuit: red/blue/green/purple/yellow, briefs: red/blue/black/yellow, cape: red/blue/yellow/black, high boots: red/blue/yellow, belt: yellow/gold, gloves?: red/yellow
green giant / green monster | m | skin: green, short hair: black, bare chest: , shorts: purple/indigo, barefoot: 
pirate / pirate captain | | pirate hat: black/brown, eye patch?: black, long coat: dark red/black/navy blue, white shirt: white, wide trousers: black/brown, high boots: brown/black, belt: brown/gold, beard?: black/brown
sea pirate / buccaneer | | headband: red, tank top: red+white stripes/black+white stripes/blue+white stripes, trousers: black/brown, sash: red, boots: brown/black, eye patch?: black
viking / viking warrior / norseman | m | viking helmet: metal, long beard: blonde/red/brown, tunic: brown/dark brown, vest: fur, trousers: brown/beige, belt: brown, boots: fur/brown, long mane?: blonde/red
cowboy | m | cowboy hat: brown/black/beige/tan, flannel shirt: red/blue/white/, vest: brown/leather, jeans: blue/denim, belt: brown, boots: brown, scarf?: red
cowgirl | f | cowboy hat: brown/white/pink, blouse: red+white checks/white/blue, jeans: denim, belt: brown, boots: brown, ponytail?: 
sheriff | m | cowboy hat: black/brown, white shirt: white, vest: black/brown, trousers: black/brown, belt: brown, boots: black/brown, badge: gold/silver, moustache: black/brown/gray
king | m | crown: gold, robe: red/purple/dark red, cloak: red/purple/dark red, belt: gold, beard: gray/white/brown, shoulder hair: gray/white/brown, shoes: gold/brown
queen | f | crown: gold, ball gown: purple/red/royal blue, cape: red/purple, necklace: gold, long hair: , shoes: gold
princess | f | tiara: gold/silver, ball gown: pink/light blue/light pink/lavender, long hair: blonde/brown/black/red, long gloves?: white, shoes: pink/white
prince | m | crown: gold, jacket: blue/white/red, white shirt: white, slim trousers: white/blue/black, cape: red/blue, high boots: black/brown, sash?: gold
fairy / pixie | f | wings: light pink/light blue/white, tutu dress: pink/lavender/light green/mint, tiara?: silver, bun: blonde/pink/brown, shoes: pink/light green
angel | | wings: white, halo: gold, long gown: white, long hair: blonde/white, sandals: gold, belt?: gold
dark angel / fallen angel | | wings: black, long gown: black, long hair: black, high boots: black
devil / demon / satan | | skin: red, devil horns: black/dark red, bald: , tail?: red/dark red, cape: black/dark red, trousers: black, bare chest: , shoes: black, goatee?: black
vampire / dracula | m | skin: pale/white, side parting: black, tuxedo: black, white shirt: white, cloak: black, lips: red/dark red, shoes: black, bow tie?: black/red
female vampire / vampiress | f | skin: pale/white, long hair: black, long gown: black/dark red, cloak: black, lips: red, necklace?: silver
mummy / egyptian mummy | | skin: beige, bald: , bandages: beige/white, shoes: beige
ghost / spirit | | skin: white, hood: white, robe: white, shoes: white, gloves: white
grim reaper / death | | skin: black, hood: black, robe: black, cloak: black, gloves: black/white, shoes: black
alien / green alien / extraterrestrial | | skin: green/light green, bald: , eyes: black, bodysuit: silver/gray, boots: silver/gray, antennae?: green
grey alien | | skin: gray, bald: , eyes: black, bodysuit: gray, boots: gray
martian | | skin: green, antennae: green, eyes: black, bald: , jumpsuit: red/purple, boots: black
monk / buddhist monk | m | bald: , robe: orange/brown/mustard, sash: orange/dark red/brown, sandals: brown
friar / medieval monk / franciscan | m | balding: brown/gray, hood?: brown, robe: brown/dark brown, rope belt: beige/white, sandals: brown
nun | f | veil: black, robe: black, scarf: white, necklace?: gold/silver, shoes: black
priest / pastor / vicar | m | collared shirt: black, trousers: black, scarf?: white, dress shoes: black, necklace?: gold/silver, side parting: 
pope / bishop | m | robe: white, short cape: white/red, sash: white/red, necklace: gold, wizard hat?: white, shoes: red
chef / cook | | chef hat: white, shirt: white, scarf?: red/white, apron: white, trousers: black/gray/black+white checks, shoes: black
baker | | chef hat: white, t-shirt: white, apron: white/beige, trousers: white/gray, shoes: white/black
butcher | m | t-shirt: white, apron: dark red/red, trousers: black/gray, boots: black, cap?: white
waiter | m | collared shirt: white, vest: black, bow tie: black, trousers: black, apron?: black/white, dress shoes: black
waitress | f | blouse: white, pencil skirt: black, apron: white/black, shoes: black, ponytail: 
butler | m | suit: black, white shirt: white, bow tie: black/white, gloves: white, dress shoes: black, side parting: gray/black
maid / french maid | f | puffed dress: black, apron: white, headband: white, stockings?: black/white, shoes: black
judge | | robe: black, scarf?: white, curly hair: white, shoes: black
farmer | | sun hat: beige/tan, under shirt: red+white checks/red/blue+white checks, overalls: blue/denim, boots: brown/black/green
construction worker / builder | | hard hat: yellow/orange, vest: orange/lime, under tee: white/gray/blue, jeans: blue/denim, boots: brown, gloves?: yellow/gray
engineer | | hard hat: white/yellow, collared shirt: light blue/white, vest: orange/yellow, trousers: gray/navy blue/beige, boots: brown/black, glasses?: black
mechanic / car mechanic | | cap: blue/navy blue/red/gray, jumpsuit: blue/navy blue/gray, boots: black, gloves?: black/gray
miner / coal miner | | hard hat: yellow/white, shirt: gray/dark gray/brown, overalls: brown/navy blue/dark gray, boots: black/brown, gloves: gray
lumberjack / woodcutter | m | beanie: red/dark gray/navy blue, flannel shirt: red+black checks, jeans: denim, boots: brown, beard: brown/red/black
fisherman / angler | m | beanie: navy blue/yellow, coat: yellow, inner shirt: white+navy blue stripes/navy blue, trousers: yellow/navy blue, high boots: green/yellow/black, beard?: gray/white
gardener | | sun hat: beige, under tee: green/white, apron: green, jeans: denim, gloves: green/brown, boots: green
diver / scuba diver | | hood: black, goggles: black/yellow/blue, bodysuit: black, gloves: black, backpack: gray/yellow, shoes: black/yellow
pilot / airline pilot / captain | | police hat: black/navy blue, collared shirt: white, tie: black/navy blue, trousers: black/navy blue, dress shoes: black
fighter pilot / aviator | | helmet: gray/white/olive, jumpsuit: olive/dark green, boots: black, gloves?: black
sailor / navy sailor | | sailor hat: white, shirt: white, scarf: navy blue/blue, wide trousers: white/navy blue, shoes: black
ship captain / sea captain | m | police hat: white, jacket: navy blue, white shirt: white, trousers: white/navy blue, shoes: black/white, beard: white/gray
jester / court jester / harlequin | | jester hat: red/purple/green, tunic: red+yellow checks/purple+green checks, leggings: red/purple/green, shoes: red/yellow
geisha | f | bun: black, face paint: white, lips: red, kimono: red/pink/light blue/red+white flowers/blue+white flowers, sash: gold/red/blue, sandals: brown/black
belly dancer | f | long hair: black/dark brown, crop top: gold/red/purple, skin: tan/brown, long skirt: red/purple/cyan, belt: gold, necklace: gold, barefoot: 
ballerina / ballet dancer | f | bun: brown/blonde/black, tutu dress: pink/white/light pink, stockings: light pink/white, shoes: pink/white
bride | f | long hair?: , tiara: white/silver, ball gown: white, long gloves?: white, necklace?: white/silver, shoes: white
groom / bridegroom | m | tuxedo: black/gray/white, white shirt: white, bow tie: black/white, dress shoes: black, side parting: 
graduate / college graduate | | graduation cap: black/navy blue, robe: black/navy blue, scarf?: yellow/red, shoes: black
student / schoolboy | m | backpack: red/blue/black, white shirt: white, jacket: navy blue, tie: red/navy blue, trousers: gray/navy blue, sneakers: white/black
schoolgirl | f | backpack?: red/pink/black, blouse: white, tie: red/navy blue, skirt: red+black checks/navy blue/gray, pigtails?: , socks: white, shoes: black
teacher / professor | | glasses: black/brown, jacket: brown/tan/olive, white shirt: white/light blue, tie?: dark red/green, trousers: brown/gray/beige, dress shoes: brown/black
librarian | f | glasses: black/red, bun: brown/gray, blouse: white/beige, pencil skirt: gray/brown/dark gray, shoes: black/brown
businessman / man in a suit / office worker | m | suit: black/navy blue/gray/dark gray, white shirt: white/light blue, tie: red/blue/navy blue/black, dress shoes: black, side parting?: 
businesswoman / woman in a suit | f | jacket: black/navy blue/gray, white shirt: white, pencil skirt: black/navy blue/gray, shoes: black, glasses?: black
politician / president | m | suit: navy blue/dark gray, white shirt: white, tie: red/blue, dress shoes: black, side parting: gray/white/brown
athlete / runner / jogger | | headband?: white/red/blue, tank top: red/blue/yellow/white, shorts: black/blue/red, sneakers: white/red/yellow, socks?: white
basketball player | | tank top: red/blue/yellow/white, long shorts: red/blue/yellow/white, sneakers: white/red/black, headband?: white/red
soccer player / footballer / football player | | t-shirt: blue/red/white/yellow/green/red+white stripes, shorts: white/black/blue/red, socks: white/red/blue/yellow, sneakers: black/white
goalkeeper | | shirt: lime/yellow/orange, shorts: black, socks: black/white, gloves: white/orange/yellow, sneakers: black
baseball player | | cap: blue/red/navy blue, t-shirt: white/gray/white+blue vertical stripes, slim trousers: white/gray, belt: black/blue, socks: blue/red/navy blue, sneakers: black
american football player / quarterback | m | helmet: red/blue/white/gold, t-shirt: red/blue/green/white, shoulder pads: red/blue/white, slim trousers: white/gold/silver, sneakers: black/white
hockey player / ice hockey player | | helmet: white/red/blue/black, sweater: red+white stripes/blue+white stripes/red/blue, shorts: black/blue/red, gloves: black/red, boots: black/white, shoulder pads?: white/red
tennis player | | headband: white, polo shirt: white, shorts: white, sneakers: white
golfer | | cap: white/beige/black, polo shirt: white/pink/light blue/light green, trousers: beige/white/light gray/red+green checks, sneakers: white, gloves?: white
rugby player | m | shirt: green+white stripes/navy blue+white stripes/red+black stripes, shorts: white/black/navy blue, socks: green/black, sneakers: black
cricketer / cricket player | m | cap: white/navy blue, collared shirt: white, trousers: white, sneakers: white, gloves?: white
volleyball player | | tank top: yellow/blue/red, shorts: black/blue, sneakers: white, socks?: white
boxer / prizefighter | m | bare chest: , long shorts: red/blue/black/gold, gloves: red/blue, boots: black/white/red
kickboxer | f | tank top: black/red, shorts: red/black, gloves: red/black, barefoot: , ponytail: 
wrestler | m | bodysuit: red/blue/black, high boots: black/red/blue, knight helmet?: black
mexican wrestler / luchador | m | hood: red/blue/green, mask: gold/white/red, bare chest: , leggings: red/blue/green, high boots: gold/white/red, cape?: gold/red
sumo wrestler / sumo | m | bun: black, bare chest: , briefs: black/blue/purple, belt: black/blue/purple, barefoot: 
karate fighter / karate master / judoka | | kimono top: white, wide trousers: white, sash: black/brown/blue, barefoot: 
bodybuilder / strongman | m | bare chest: , briefs: red/blue/black, barefoot: , short hair: 
gymnast | | bodysuit: red/blue/purple/white, barefoot: , bun?: 
cheerleader | f | tank top: red/blue/yellow/pink, mini skirt: red/blue/white/yellow, sneakers: white, socks: white, ponytail: 
swimmer | | cap?: , goggles: blue/black, swimsuit: blue/red/black/navy blue, barefoot: 
lifeguard | | tank top: red/yellow, shorts: red, sunglasses: black, barefoot?: , sun hat?: red
surfer | m | shoulder hair: blonde, bare chest: , long shorts: blue+white flowers/red+white flowers/orange/cyan, necklace?: brown/white, barefoot: 
cyclist / bicycle racer | | helmet: red/blue/white/yellow, t-shirt: yellow/red/blue/lime, shorts: black, gloves: black, sunglasses?: black, sneakers: black/white
racing driver / race car driver / formula one driver | | helmet: red/white/blue/yellow, jumpsuit: red/white/blue/yellow, gloves: black/red, shoes: black/red, belt?: white/black
motorcyclist / biker | | helmet: black/red/white, leather jacket: black leather, inner shirt: white/black/gray, trousers: black leather, gloves: black, boots: black
bearded biker / hells angel | m | headband: red/black, vest: black leather, under tee: white/black, jeans: black/denim, boots: black, long beard: gray/black/brown, sunglasses: black
jockey / horse rider | | helmet: black/red/white, shirt: red+white checks/green+yellow dots/blue+yellow stripes, slim trousers: white, high boots: black
skier / snowboarder | | beanie: red/blue/white, goggles: orange/black/yellow, jacket: red/blue/yellow/orange, inner shirt: white/black, trousers: black/blue/white, gloves: black, boots: gray/white/black
hiker / mountaineer | | cap: green/beige/red, jacket: orange/green/blue/red, inner shirt: gray/white, trousers: beige/brown/olive, boots: brown, backpack: green/orange/red/blue
tourist | | sun hat: beige/white, t-shirt: blue+white flowers/red+white flowers/yellow+orange flowers, long shorts: beige/tan, sunglasses: black, sandals: brown, backpack?: blue/red
safari explorer / explorer | | sun hat: beige/tan, collared shirt: beige/tan, long shorts: beige/tan, belt: brown, boots: brown, scarf?: red, socks: beige
archaeologist / adventurer | m | fedora: brown, leather jacket: leather, inner shirt: beige/white, trousers: tan/beige, belt: brown, boots: brown
archer / robin hood | m | beret: green/dark green, tunic: green/dark green, leggings: brown/green/tan, belt: brown, boots: brown, short cape?: brown/dark green
hunter | m | cap: orange/dark green, jacket: camouflage/brown, inner shirt: dark green/brown, trousers: camouflage/brown, boots: brown, beard?: brown
scout / boy scout / park ranger | | sun hat: tan/brown, collared shirt: tan/beige, shorts: olive/dark green, scarf: red/green/yellow, socks: olive/beige, boots: brown
bodyguard / secret agent / man in black | m | suit: black, white shirt: white, tie: black, sunglasses: black, dress shoes: black, bald?: 
detective / private eye | m | fedora: brown/gray/beige, long coat: beige/brown/gray, white shirt: white, tie: dark red/black, trousers: brown/black/gray, dress shoes: black/brown
spy | f | fedora: black, long coat: black/beige, inner shirt: black, trousers: black, sunglasses: black, high boots: black
gangster / mafia boss / mobster | m | fedora: black/white/gray, suit: black+white vertical stripes/navy blue+white vertical stripes/white, white shirt: black/white/red, tie: white/red/black, dress shoes: black/white
thief / burglar / bank robber | | beanie: black, mask: black, shirt: black+white stripes, trousers: black, gloves: black, shoes: black, backpack?: brown
prisoner / convict / inmate | | jumpsuit: orange, shoes: white/black
old time prisoner / jailbird | m | fez: white+black stripes, pyjamas: black+white stripes, shoes: black
rapper / hip hop artist | m | cap: black/red/white/blue, hoodie: black/white/red/purple, necklace: gold, wide trousers: denim/black/blue, sneakers: white/red, sunglasses?: black
punk / punk rocker | | mohawk: red/green/pink/blue/purple, leather jacket: black leather, inner shirt: red/white/black, slim trousers: black/red+black checks, boots: black
goth / gothic girl | f | long hair: black/purple, lips: black/purple, long gown: black, high boots: black, necklace?: silver
rock star / rocker / heavy metal singer | m | long mane: black/brown/blonde, leather jacket: black leather, inner shirt: black/white, slim trousers: black leather/black, boots: black, sunglasses?: black
hippie | | flower wreath?: pink/yellow, headband?: red/yellow/orange, long hair: brown/blonde, tunic: orange+yellow flowers/purple+pink flowers/white+red flowers, wide trousers: denim/brown/blue, sandals: brown, glasses?: purple/orange/pink
hipster | m | beanie: gray/mustard/dark red, beard: brown/dark brown, flannel shirt: red+black checks/green+black checks/, slim jeans: blue/black, boots: brown, glasses: black
disco dancer | m | afro: black/brown, collared shirt: white/gold/purple, wide trousers: white/gold/purple, shoes: white, sunglasses?: 
elvis / elvis impersonator | m | spiky hair: black, jumpsuit: white, belt: gold, sunglasses: gold, scarf: red, boots: white
magician / stage magician / illusionist | m | top hat: black, tuxedo: black, white shirt: white, bow tie: red/white/black, cape: black/red, gloves: white, dress shoes: black
ringmaster / circus director | m | top hat: black, coat: red, white shirt: white, slim trousers: white/black, high boots: black, bow tie: black, moustache: black
gentleman / victorian gentleman | m | top hat: black/gray, long coat: black/gray/brown, white shirt: white, vest?: gold/dark red, trousers: gray/black, dress shoes: black, moustache: brown/gray/black
leprechaun | m | top hat: green, coat: green, inner shirt: white, trousers: green, beard: red/orange, belt: black, shoes: black
mime / mime artist | | beret: black/red, face paint: white, lips: red/black, shirt: black+white stripes, trousers: black, gloves: white, shoes: black
painter / french artist | | beret: red/black, shirt: white+blue stripes/white+black stripes, trousers: black/beige, apron?: white, shoes: black/brown, moustache?: black
gladiator / roman gladiator | m | viking helmet?: gold metal, bare chest: , shoulder pads: brown/metal/copper, kilt: brown/dark brown/dark red, belt: gold/brown, sandals: brown
roman soldier / centurion / legionary | m | helmet: metal/gold metal, plume: red, chest plate: metal/gold metal, t-shirt: red, kilt: red/brown, cape: red, sandals: brown
spartan warrior / greek warrior | m | helmet: gold metal/copper, plume: red, bare chest: , briefs: brown/black, cape: red, sandals: brown/gold, beard: black/brown
roman emperor / caesar | m | headband: gold, robe: white, sash: red/purple, cape?: purple/red, sandals: brown/gold
greek goddess / goddess | f | tiara: gold, long dress: white, belt: gold, long hair: brown/blonde/black, sandals: gold
pharaoh / egyptian pharaoh | m | nurse cap?: gold, turban: gold+blue stripes, necklace: gold, bare chest: , skin: tan/brown, kilt: white/gold, belt: gold, sandals: gold
cleopatra / egyptian queen | f | bob: black, headband: gold, skin: tan, long dress: white/gold, necklace: gold, belt: gold, sandals: gold
caveman / neanderthal | m | tousled hair: dark brown/black, long beard: dark brown/black, tank top: fur, briefs: fur, barefoot: 
barbarian / tribal warrior | m | long mane: brown/black/blonde, bare chest: , short cape: fur, shorts: fur/brown leather, belt: brown, boots: fur/brown
native american / indian chief | | braids: black, skin: tan/brown, headband: red/white, tunic: tan/brown, trousers: tan/brown, boots: tan/brown, necklace?: white
sheikh / arab sheikh | m | veil: white/red+white checks, robe: white, beard: black, sandals: brown
sultan / genie | m | turban: white/purple/blue, vest: purple/blue/red, wide trousers: white/purple/gold, sash: gold/red, bare chest?: , goatee: black, shoes: gold
blue genie | m | skin: blue, bun: black, bare chest: , goatee: black, wide trousers: red/white/purple, sash: red/gold, barefoot: 
sikh man / maharaja | m | turban: orange/red/blue, long beard: black/gray, long coat: white/gold/dark red, inner shirt: white, slim trousers: white, shoes: brown/gold
indian woman in a sari / bollywood dancer | f | long hair: black, skin: brown/tan, long dress: red/magenta/orange/green, sash: gold, sandals: gold, necklace: gold
mexican / mariachi / mexican musician | m | sombrero: black/beige/brown, jacket: black, white shirt: white, scarf?: red, trousers: black, moustache: black, boots: black
scotsman / highlander | m | beret: green/navy blue, jacket: black/dark green, white shirt: white, kilt: red+dark green checks/green+navy blue checks/red+black checks, socks: white/beige, shoes: black, beard?: red
bavarian man | m | fedora: dark green/gray, flannel shirt: red+white checks/white/blue+white checks, shorts: brown leather/brown, socks: white/gray, shoes: brown
flamenco dancer | f | bun: black, ball gown: red/red+black dots/black+red dots, shoes: black/red, lips: red
hawaiian dancer / hula dancer | f | long hair: black/dark brown, flower wreath?: red/pink/white, necklace: white/red/pink, skin: tan/brown, crop top: brown/red, skirt: beige/green/tan, barefoot: 
druid / forest druid | m | hood: dark green/brown, robe: dark green/brown/olive, cloak: dark green/brown, long beard: gray/white/brown, belt: brown, boots: brown
dwarf / dwarf warrior | m | viking helmet: metal, long beard: red/brown/gray, armour: metal, under shirt: brown/dark red, trousers: brown, belt: brown, boots: brown
garden gnome / gnome | m | wizard hat: red, long beard: white, shirt: blue/green, trousers: brown/blue, belt: black, boots: brown/black
orc / goblin / ogre | | skin: green/olive/dark green, bald?: , vest: leather, trousers: brown, belt: brown, boots: dark brown, shoulder pads?: dark gray metal
troll | | skin: blue/green/gray, mohawk: red/orange/purple, vest: leather/brown, shorts: brown, barefoot: 
necromancer / dark wizard / evil sorcerer | | hood: black, robe: black/dark red, cloak: black/purple, skin: gray/pale, gloves: black, boots: black
assassin / hooded assassin | | hood: white/dark gray/black, tunic: white/dark gray, trousers: white/dark gray/black, sash: red, belt?: brown, boots: brown/black, long gloves: brown/black
warlock / cultist | | hood: purple/dark red, robe: purple/dark red, belt: gold/black, boots: black
jedi / space monk | | hood?: brown, tunic: beige/white, trousers: beige/brown, cloak: brown/dark brown, belt: brown, high boots: brown
space villain / dark lord | | knight helmet: black, bodysuit: black, chest plate: black, cloak: black, long gloves: black, high boots: black, belt: gray/black
stormtrooper / space trooper | | helmet: white, mask: white/black, bodysuit: black, chest plate: white, shoulder pads: white, gloves: white/black, high boots: white
star ship officer | | sweater: red/blue/yellow, trousers: black, boots: black
elf princess / elf queen | f | tiara: silver/gold, long hair: blonde/white, long gown: light green/white/silver, belt: silver/gold, shoes: silver
mermaid | f | very long hair: red/cyan/blonde, crop top: purple/pink, bodysuit: green/cyan/teal, necklace?: white, barefoot: 
ice queen / snow queen | f | tiara: silver, long hair: white/blonde, long gown: light blue, cape: light blue/white, shoes: light blue/silver
cat woman / cat girl / cat costume | f | cat ears: black, bodysuit: black, mask?: black, tail: black, high boots: black, gloves: black
rabbit / bunny / bunny costume | | rabbit ears: white/pink/light gray, hood?: white, bodysuit: white/pink/light gray, gloves: white/pink, shoes: white/pink, clown nose: pink/black
panda / panda costume | | cat ears: black, bodysuit: white, gloves: black, boots: black, hood?: white, face paint: white
tiger costume | | cat ears: orange, bodysuit: orange+black stripes, tail: orange, gloves: orange/black, shoes: orange/black, face paint?: orange
bee costume / bumblebee | | antennae: black, wings: white/light blue, tank top: yellow+black stripes, leggings: black, shoes: black/yellow
ladybug costume / ladybird | | antennae: black, tank top: red+black dots, cape: red+black dots, leggings: black, shoes: black/red
snowman | m | top hat: black, scarf: red/green, skin: white, clown nose: orange, bodysuit: white, gloves: red/black, boots: white/black
pumpkin / pumpkin costume | | wizard hat: green/dark green, skin: orange, tunic: orange, leggings: black/green, shoes: black/green
skeleton / skeleton costume | | skin: white, bald: , eyes: black, bodysuit: black+white stripes, gloves: white, shoes: white/black
little red riding hood | f | hood: red, cloak: red, puffed dress: white/blue/red+white checks, socks: white, shoes: black/brown/red, apron?: white
alice in wonderland / alice | f | long hair: blonde, headband: black/blue, puffed dress: light blue/blue, apron: white, stockings?: white, shoes: black
snow white | f | bob: black, headband: red, puffed dress: yellow/blue/blue+yellow checks, short cape?: red/white, lips: red, shoes: yellow/brown
peter pan | m | beret: green, tunic: green, leggings: green/dark green, belt: brown, shoes: brown
frankenstein monster | m | skin: light green/olive, short hair: black, jacket: black/dark gray, inner shirt: gray/dark green, trousers: black/dark gray, boots: black
werewolf / wolf man | m | skin: brown/gray, cat ears: brown/gray, beard: brown/gray, tousled hair: brown/gray, shirt: red+black checks/brown, trousers: denim/brown, barefoot: 
plumber | m | cap: red/green, under shirt: red/green, overalls: blue, moustache: black/brown, gloves: white, boots: brown
postman / mail carrier | | cap: blue/navy blue, collared shirt: light blue, shorts: navy blue/gray, backpack: blue/brown, shoes: black
janitor / cleaner | | cap?: gray/blue, jumpsuit: gray/blue/green, gloves: yellow, boots: black/yellow
flight attendant / stewardess | f | beret: red/navy blue, jacket: red/navy blue, white shirt: white, pencil skirt: red/navy blue, scarf: red/white/blue, shoes: black/red
bellboy / bellhop | m | fez: red, jacket: red, inner shirt: red/black, trousers: black/red, gloves: white, shoes: black
royal guard / nutcracker | m | top hat: black, jacket: red, inner shirt: red, belt: white/black, trousers: black/navy blue, boots: black
crossing guard / road worker | | hard hat: orange/white/yellow, vest: lime/yellow/orange, under shirt: blue/navy blue/gray, trousers: navy blue/orange, boots: black/brown
paramedic | | cap?: navy blue, jacket: green/yellow/lime/red, inner shirt: white, trousers: dark green/navy blue/black, boots: black, gloves?: blue
hazmat worker / beekeeper | | hood: yellow/white, jumpsuit: yellow/white, gloves: black/green, boots: black/green/yellow, surgical mask: white/black
welder | | helmet: black/gray, goggles: black, shirt: gray/brown, apron: brown/leather, trousers: denim/gray, gloves: brown/gray, boots: brown/black
yoga teacher / yogi | f | bun: , tank top: purple/pink/cyan/white, leggings: black/purple/gray, barefoot: 
grandmother / granny | f | bun: gray/white, glasses: black/gold, sweater: pink/lavender/beige, long skirt: brown/gray/purple, shoes: brown/black, scarf?: 
grandfather / grandpa | m | balding: white/gray, moustache?: white, glasses: black/brown, vest: brown/green/beige, under shirt: white/light blue, trousers: brown/gray, shoes: brown
nerd / geek | | glasses: black, collared shirt: white/light blue/red+white checks, bow tie: red/blue, trousers: brown/beige/gray, sneakers: white/black, side parting?: 
homeless man / beggar | m | beanie: gray/dark green, long beard: gray/brown, coat: brown/gray/olive, inner shirt: gray, trousers: brown/gray, boots: brown/black
rich man / millionaire | m | top hat: black, tuxedo: black, white shirt: white, bow tie: black/red, gloves: white, glasses: gold, moustache: white/gray, dress shoes: black
"""  # noqa: E501


def _item(text: str) -> Item:
    garment, _, looks = text.strip().partition(":")
    share = 0.5 if garment.endswith("?") else 1.0
    return Item(garment.removesuffix("?").strip(), tuple(looks.strip().split("/")), share)


def _roles() -> tuple[Role, ...]:
    found = []
    for line in _TABLE.strip().splitlines():
        names, sex, look = (cell.strip() for cell in line.split("|"))
        items = tuple(_item(text) for text in look.split(","))
        found.append(Role(tuple(name.strip() for name in names.split("/")), items, sex))
    return tuple(found)


ROLES = _roles()
NAMES = {role.name: role.names for role in ROLES}
LOOKS = {role.name: {item.garment: item.looks for item in role.look} for role in ROLES}
